import type { Claims } from "@curfew/auth";
import { ApiError } from "../errors/api-error.ts";
import type { Ended } from "../errors/table.ts";

/** Streams an account may have open in this process: each of them is a connection, and memory. */
const MOST = 100;

/** When one that was refused is worth trying again. */
const RETRY_SECONDS = 2;

type Tell = (how: Ended | null) => void;

/** The streams that wait for a session's end, those of one session together. */
export interface Streams {
  /**
   * Resolves with how the session ended, or with null when `signal` aborts. Throws `too_many_attempts` if the
   * account has too many streams already.
   */
  open(claims: Claims<"access">, signal: AbortSignal): Promise<Ended | null>;
  /** The newest claims that were presented for each session that is waited for. */
  sessions(): readonly Claims<"access">[];
  end(sessionId: string, how: Ended): void;
}

interface Waiting {
  claims: Claims<"access">;
  readonly streams: Set<Tell>;
}

/** `onChange` is told how many sessions are waited for, whenever a stream opens or closes. */
export function createStreams(onChange: (sessions: number) => void): Streams {
  const waiting = new Map<string, Waiting>();
  const countOf = new Map<string, number>();

  const add = (claims: Claims<"access">, tell: Tell) => {
    const { sessionId, subject } = claims;
    const entry = waiting.get(sessionId) ?? { claims, streams: new Set() };
    if (claims.issuedAt > entry.claims.issuedAt) entry.claims = claims;
    entry.streams.add(tell);
    waiting.set(sessionId, entry);
    countOf.set(subject, (countOf.get(subject) ?? 0) + 1);
    onChange(waiting.size);
  };

  const remove = ({ sessionId, subject }: Claims<"access">, tell: Tell) => {
    const entry = waiting.get(sessionId);
    entry?.streams.delete(tell);
    if (entry?.streams.size === 0) waiting.delete(sessionId);
    const left = (countOf.get(subject) ?? 1) - 1;
    if (left > 0) countOf.set(subject, left);
    else countOf.delete(subject);
    onChange(waiting.size);
  };

  return {
    open(claims, signal) {
      if ((countOf.get(claims.subject) ?? 0) >= MOST) throw busy();
      const { promise, resolve } = Promise.withResolvers<Ended | null>();
      const stop = () => tell(null);
      const tell: Tell = (how) => {
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

function busy(): ApiError {
  return new ApiError("too_many_attempts", { retryAfterSeconds: RETRY_SECONDS });
}
