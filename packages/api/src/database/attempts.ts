/** The key that failures are counted under, and the number from which on no more are let through. */
export interface AttemptMark {
  /** Short ASCII that reveals no address, see `rate-limit/limits.ts`. */
  readonly key: string;
  readonly limit: number;
}

/** The failures counted under a key by now. */
export interface AttemptWindow {
  readonly key: string;
  readonly failures: number;
  readonly closesAt: Date;
}

/**
 * Failed attempts, counted where all instances see them. A mark's window opens with its first failure and
 * closes by itself, however often it is tried meanwhile; a mark is full when its window holds `limit`
 * failures. The deadline is half that of other questions, for the caller goes on without an answer.
 */
export interface AttemptWindows {
  /** Lists the windows of these marks that are open at `at`. Writes nothing. */
  open(marks: readonly AttemptMark[], at: Date): Promise<readonly AttemptWindow[]>;
  /**
   * Counts one failure under every mark, all or none, in one atomic step: of any number of concurrent
   * callers exactly as many as the limit leaves are counted. Null if it was counted, else when none of the
   * marks is full any more, and nothing is kept of it. A window that it opens closes at `closesAt`.
   */
  count(marks: readonly AttemptMark[], at: Date, closesAt: Date): Promise<Date | null>;
  /** Forgets the windows that are closed at `at`; answers how many. In batches: after a rejection call it again. */
  prune(at: Date): Promise<number>;
}
