import type { Event } from "./audit/events.ts";
import type { ApiError } from "./errors/api-error.ts";

/** Is told of everything as it happens, for metrics and logs. Must not throw. */
export interface Observer {
  /**
   * A call was answered; `failure` is null if it went well. `path` is null for what was refused before
   * it came to a procedure: what a client names instead of one must not be kept.
   */
  answered(path: string | null, failure: ApiError | null): void;
  /** An event was recorded in the audit trail, or was to be. */
  happened(event: Event): void;
}

/** Something for the log that no call was answered with: where it happened, and the error with its causes. */
export interface Problem {
  readonly path: string;
  readonly error: unknown;
}
