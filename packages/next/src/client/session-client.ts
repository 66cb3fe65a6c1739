import { createRenewal, createTabLock } from "@curfew/trpc/client";

export interface SessionClientOptions {
  /** Where the `handlers` of `createCurfew` stand. Default `/api/session`. */
  readonly path?: string | undefined;
  /** Names what the tabs share: the lock, and the key in `localStorage`. Default `curfew`. */
  readonly name?: string | undefined;
}

/** `unknown`: it can't be told now, for an outage or without a line. */
export type SessionState =
  | { readonly state: "live"; readonly sessionId: string; readonly expiresAt: Date }
  | { readonly state: "ended" }
  | { readonly state: "unknown" };

/** What a page asks about its session. Never rejects, but for `fetch`. */
export interface SessionClient {
  /** Asks whether the session lives, and renews its tokens where they have expired. */
  check(): Promise<SessionState>;
  /** Exchanges the tokens for new ones, once for all tabs. */
  renew(): Promise<SessionState>;
  /** As `fetch`, but an answer 401 is asked for again, once, with new tokens. Rejects as `fetch` does. */
  fetch(input: string | URL, init?: RequestInit): Promise<Response>;
}

/**
 * Creates a page's way to its session, for calls that don't go through tRPC; one for the page.
 *
 * @example
 * const session = createSessionClient();
 * const load = () => session.fetch("/api/orders");
 */
export function createSessionClient({
  path = "/api/session",
  name = "curfew",
}: SessionClientOptions = {}): SessionClient {
  const lock = createTabLock({ name: `${name}.session` });
  const renewal = createRenewal<Response>({ lock, storageKey: `${name}.renewal` });
  const ask = (method: "GET" | "POST") => fetch(path, { method, cache: "no-store" });
  const exchange = async () => {
    const response = await ask("POST");
    if (!response.ok) throw new Refused(response);
    return response;
  };
  // The answer of a renewal that was refused; null if there are new tokens.
  const renewed = (last: string | null) =>
    renewal.renew(exchange, last).then(
      () => null,
      (cause: unknown) => {
        if (cause instanceof Refused) return cause.response;
        throw cause;
      },
    );
  const renewThenAsk = async (last: string | null) => (await renewed(last)) ?? ask("GET");
  return {
    check: () =>
      stateOf(async () => {
        const last = renewal.last();
        const response = await ask("GET");
        return response.status === 401 ? renewThenAsk(last) : response;
      }),
    renew: () => stateOf(() => renewThenAsk(null)),
    async fetch(input, init) {
      const last = renewal.last();
      const response = await fetch(input, init);
      if (response.status !== 401 || (await renewed(last)) !== null) return response;
      return fetch(input, init);
    },
  };
}

/** Carries the answer of a renewal that was refused. */
class Refused extends Error {
  readonly response: Response;

  constructor(response: Response) {
    super(`refused with ${response.status}`);
    this.response = response;
  }
}

async function stateOf(ask: () => Promise<Response>): Promise<SessionState> {
  try {
    const response = await ask();
    if (response.status === 401) return { state: "ended" };
    if (!response.ok) return { state: "unknown" };
    const { sessionId, expiresAt } = (await response.json()) as { sessionId: string; expiresAt: string };
    return { state: "live", sessionId, expiresAt: new Date(expiresAt) };
  } catch {
    return { state: "unknown" };
  }
}
