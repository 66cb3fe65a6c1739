import type { Claims } from "@curfew/auth";
import { AuthHttpError } from "./auth-http-error.ts";

type Tell<How> = (how: How) => void;

/** The streams that end with their session, those of one session together. */
export interface Streams<How> {
  /**
   * Resolves with how the session ended, or with null when `signal` aborts. Throws `too_many_attempts` if the
   * subject has too many streams already.
   */
  open(claims: Claims<"access">, signal?: AbortSignal): Promise<How | null>;
  /** Calls `tell` once, when the session ends. The function that is given back takes it out again; it has no limit. */
  add(claims: Claims<"access">, tell: Tell<How>): () => void;
  /** Lists the newest claims that were presented for each session that is waited for. */
  sessions(): readonly Claims<"access">[];
  end(sessionId: string, how: How): void;
}

interface Waiting<How> {
  claims: Claims<"access">;
  readonly streams: Set<Tell<How>>;
}

export interface StreamsOptions {
  /** How many streams a subject may `open` in this process: each of them is a connection, and memory. */
  readonly limit: number;
  /** Told how many sessions are waited for, whenever a stream opens or closes. */
  readonly onChange: (sessions: number) => void;
}

/** Creates an empty set of streams. */
export function createStreams<How>({ limit, onChange }: StreamsOptions): Streams<How> {
  const waiting = new Map<string, Waiting<How>>();
  const counts = createCounts(limit);

  const remove = (sessionId: string, tell: Tell<How>) => {
    const entry = waiting.get(sessionId);
    entry?.streams.delete(tell);
    if (entry?.streams.size === 0) waiting.delete(sessionId);
    onChange(waiting.size);
  };

  const add: Streams<How>["add"] = (claims, tell) => {
    const { sessionId } = claims;
    const entry = waiting.get(sessionId) ?? { claims, streams: new Set() };
    if (claims.issuedAt > entry.claims.issuedAt) entry.claims = claims;
    entry.streams.add(tell);
    waiting.set(sessionId, entry);
    onChange(waiting.size);
    return () => remove(sessionId, tell);
  };

  return {
    add,
    open(claims, signal = new AbortController().signal) {
      counts.raise(claims.subject);
      const { promise, resolve } = Promise.withResolvers<How | null>();
      const stop = () => settle(null);
      const settle = (how: How | null) => {
        takeOut();
        counts.lower(claims.subject);
        signal.removeEventListener("abort", stop);
        resolve(how);
      };
      const takeOut = add(claims, settle);
      signal.addEventListener("abort", stop, { once: true });
      if (signal.aborted) stop();
      return promise;
    },
    sessions: () => [...waiting.values()].map(({ claims }) => claims),
    end(sessionId, how) {
      const ended = waiting.get(sessionId)?.streams ?? [];
      for (const tell of [...ended]) {
        remove(sessionId, tell);
        tell(how);
      }
    },
  };
}

/** Counts the streams of each subject. Throws `too_many_attempts` beyond the limit. */
function createCounts(limit: number) {
  const countOf = new Map<string, number>();
  return {
    raise(subject: string): void {
      const count = countOf.get(subject) ?? 0;
      if (count >= limit) throw new AuthHttpError("too_many_attempts");
      countOf.set(subject, count + 1);
    },
    lower(subject: string): void {
      const left = (countOf.get(subject) ?? 1) - 1;
      if (left > 0) countOf.set(subject, left);
      else countOf.delete(subject);
    },
  };
}
