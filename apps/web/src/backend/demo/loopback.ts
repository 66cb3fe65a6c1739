import { ENDPOINT } from "@curfew/api";
import { z } from "zod";

/** What came back: the HTTP status, and the reason if it was a refusal. */
interface LoopbackAnswer {
  readonly status: number;
  readonly reason: string | null;
}

/** Our own api, called over HTTP as any other client calls it. */
export interface Loopback {
  /** Asks who the token is for. */
  use(token: string): Promise<LoopbackAnswer>;
  /** Takes the token back. */
  revoke(token: string): Promise<LoopbackAnswer>;
}

const DEADLINE_MS = 10_000;

const refusal = z.object({ error: z.object({ data: z.object({ reason: z.string().nullable() }) }) });

export function createLoopback(address: string): Loopback {
  const call = async (procedure: string, init: RequestInit): Promise<LoopbackAnswer> => {
    const url = `${address}${ENDPOINT}/${procedure}`;
    const response = await fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(DEADLINE_MS) });
    const parsed = refusal.safeParse(await response.json());
    return { status: response.status, reason: parsed.success ? parsed.data.error.data.reason : null };
  };
  return {
    use: (token) => call("account.me", { headers: { authorization: `Bearer ${token}` } }),
    revoke: (token) =>
      call("auth.revoke", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token }),
      }),
  };
}
