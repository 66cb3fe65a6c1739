import type { Claims } from "@curfew/auth";
import { AuthError } from "./auth-error.ts";

/** When a stream that was refused is worth trying again. */
const RETRY_SECONDS = 2;

/** The streams that wait for a session's end, those of one session together. */
export interface Streams<How> {
  /**
   * Resolves with how the session ended, or with null when `signal` aborts. Throws `too_many_attempts` if the
   * subject has too many streams already.
   */
  open(claims: Claims<"access">, signal?: AbortSignal): Promise<How | null>;
  /** Lists the newest claims that were presented for each session that is waited for. */
  sessions(): readonly Claims<"access">[];
  end(sessionId: string, how: How): void;
}

interface Waiting<How> {
  claims: Claims<"access">;
  readonly streams: Set<(how: How | null) => void>;
}

export interface StreamsOptions {
  /** How many streams a subject may have open in this process: each of them is a connection, and memory. */
  readonly limit: number;
  /** Told how many sessions are waited for, whenever a stream opens or closes. */
  readonly onChange: (sessions: number) => void;
}

/** Creates an empty set of streams. */
export function createStreams<How>({ limit, onChange }: StreamsOptions): Streams<How> {
  const waiting = new Map<string, Waiting<How>>();
  const countOf = new Map<string, number>();

  const add = (claims: Claims<"access">, tell: (how: How | null) => void) => {
    const { sessionId, subject } = claims;
    const entry = waiting.get(sessionId) ?? { claims, streams: new Set() };
    if (claims.issuedAt > entry.claims.issuedAt) entry.claims = claims;
    entry.streams.add(tell);
    waiting.set(sessionId, entry);
    countOf.set(subject, (countOf.get(subject) ?? 0) + 1);
    onChange(waiting.size);
  };

  const remove = ({ sessionId, subject }: Claims<"access">, tell: (how: How | null) => void) => {
    const entry = waiting.get(sessionId);
    entry?.streams.delete(tell);
    if (entry?.streams.size === 0) waiting.delete(sessionId);
    const left = (countOf.get(subject) ?? 1) - 1;
    if (left > 0) countOf.set(subject, left);
    else countOf.delete(subject);
    onChange(waiting.size);
  };

  return {
    open(claims, signal = new AbortController().signal) {
      if ((countOf.get(claims.subject) ?? 0) >= limit) throw busy();
      const { promise, resolve } = Promise.withResolvers<How | null>();
      const stop = () => tell(null);
      const tell = (how: How | null) => {
        remove(claims, tell);
        signal.removeEventListener("abort", stop);
        resolve(how);
      };
      add(claims, tell);
      signal.addEventListener("abort", stop, { once: true });
      if (signal.aborted) stop();
      return promise;
    },
    sessions: () => [...waiting.values()].map(({ claims }) => claims),
    end(sessionId, how) {
      for (const tell of waiting.get(sessionId)?.streams ?? []) tell(how);
    },
  };
}

function busy(): AuthError {
  return new AuthError("too_many_attempts", { retryAfterSeconds: RETRY_SECONDS });
}
