import { bearer } from "@curfew/testing/client";
import type { AppProcess } from "@curfew/web/testing";

/** An open `sessions.watch`. */
export interface Stream {
  /** Everything it said once it has ended: the names of events, and what messages say. */
  readonly ended: Promise<readonly unknown[]>;
  /** Whether nothing has ended it yet. */
  isOpen(): boolean;
  close(): void;
}

/** Resolves when the server has begun to answer. */
export async function watch({ address }: AppProcess, accessToken: string): Promise<Stream> {
  const gone = new AbortController();
  const response = await fetch(`${address}/api/trpc/sessions.watch`, {
    headers: { ...bearer(accessToken), accept: "text/event-stream" },
    signal: gone.signal,
  });
  let isOpen = true;
  const text = response.text().finally(() => {
    isOpen = false;
  });
  return {
    ended: text.then(said, () => ["closed"]),
    isOpen: () => isOpen,
    close: () => gone.abort(),
  };
}

function said(text: string): unknown[] {
  const parts = text.split("\n\n").map((part) => part.trim());
  return parts
    .filter((part) => part !== "")
    .map(partSaid)
    .filter((part) => part !== "ping");
}

function partSaid(part: string): unknown {
  const name = /^event: (.*)$/m.exec(part)?.[1];
  const data = /^data: (.*)$/m.exec(part)?.[1] ?? "null";
  return name === undefined || name === "serialized-error" ? JSON.parse(data) : name;
}
