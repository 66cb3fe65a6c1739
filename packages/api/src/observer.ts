import type { Event } from "./audit/events.ts";
import type { ApiError } from "./errors/api-error.ts";

/** Told of everything as it happens, for figures and logs. Must not throw. */
export interface Observer {
  /**
   * A call was answered; `failure` is null if it went well. `path` is null for what was refused before
   * it came to a procedure: what a client names instead of one is nothing to keep.
   */
  answered(path: string | null, failure: ApiError | null): void;
  /** What the audit trail was to be told. */
  happened(event: Event): void;
}

/** Something for the log: which call it happened in, and the error with its causes. Not for clients. */
export interface Problem {
  readonly path: string | null;
  readonly error: unknown;
}

/** For those who want to know nothing. */
const NOBODY: Observer = { answered() {}, happened() {} };

/** The same observer, and the failures it has been told of already. */
export function remembering(observer: Observer = NOBODY): Observer & { knows(failure: ApiError): boolean } {
  const told = new WeakSet<ApiError>();
  return {
    answered(path, failure) {
      if (failure !== null) told.add(failure);
      observer.answered(path, failure);
    },
    happened: (event) => observer.happened(event),
    knows: (failure) => told.has(failure),
  };
}
