import type { AuditEvent, AuditRecord, EventCount } from "./audit-event.ts";

/** Which events are wanted; what is left out asks nothing. */
export interface AuditQuery {
  /** Whom it befell, or who did it. */
  readonly userId?: string | undefined;
  /** The session it happened to. */
  readonly sessionId?: string | undefined;
  readonly types?: readonly string[] | undefined;
  /** The first moment. */
  readonly since?: Date | undefined;
  /** The moment after the last. */
  readonly until?: Date | undefined;
  /** Default: the oldest. */
  readonly first?: "newest" | "oldest" | undefined;
  /** `nextCursor` of the page before, or the `id` of any record. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface AuditPage {
  readonly events: readonly AuditRecord[];
  /** Null: these were the last. */
  readonly nextCursor: string | null;
}

export interface AuditTrail {
  /** Records these in this order. In batches, if they are very many. */
  record(events: readonly AuditEvent[]): Promise<void>;
  /**
   * Lists the events of a user, newest first; with a cursor, those older than that record. Rejects with
   * `UnknownCursor`.
   */
  ofUser(userId: string, limit: number, cursor?: string): Promise<readonly AuditRecord[]>;
  /** Lists events of all users at or after `since`, newest first. */
  since(since: Date, limit: number): Promise<readonly AuditRecord[]>;
  /** Reads one page. An event recorded meanwhile is on one page or none. Rejects with `UnknownCursor`. */
  page(query: AuditQuery): Promise<AuditPage>;
  /** Counts the events of each type in each minute, from `since` up to before `until`, in no order. */
  counts(since: Date, until: Date): Promise<readonly EventCount[]>;
  /** Deletes what is older; answers how many. */
  prune(before: Date): Promise<number>;
}
