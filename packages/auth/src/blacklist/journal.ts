import type { StoreRecord } from "./store.ts";

/** One revocation as the journal keeps it. */
export interface JournalRow {
  /** The record's name in the store, without prefix and namespace: visible ASCII, at most 512 characters. */
  readonly key: string;
  readonly value: string;
  /** Until when what it revokes could be accepted, by the clock of the process that wrote it. */
  readonly until: Date;
  /** The number of the generation it was written under, and the number of its write there: which of two rows is newer. */
  readonly generation: number;
  readonly revision: number;
}

/** So long after its end a row still counts as living: processes' clocks and the database's may differ. */
export const JOURNAL_MARGIN_MS = 24 * 60 * 60 * 1000;

export interface JournalQuery {
  /** The lowest generation whose rows matter: those of an earlier line speak against tokens that are dead already. */
  readonly since: number;
  /** The key after which the page begins; null: the first. */
  readonly after: string | null;
  /** The most rows of the page, at least 1. */
  readonly limit: number;
}

/** A page of living rows, ascending by key in the order of bytes, and the journal's own time. */
export interface JournalPage {
  readonly rows: readonly JournalRow[];
  readonly at: Date;
}

/**
 * What was revoked, kept beside the checkpoint (in Curfew: a table of the database), so that a store which lost something
 * can be given it back. Rows are appended by `Witness.replace`, in the transaction that changes the checkpoint: both or
 * neither. A row replaces one of the same key only if its (generation, revision) is higher. Rows live until a day after
 * `until`, by the journal's own clock. Every method rejects if the journal can't be asked, and reads what was appended
 * before the last checkpoint that was read (from the database's primary).
 */
export interface Journal {
  /** Finds the row of a key, living or not; null: there is none. */
  find(key: string): Promise<JournalRow | null>;
  page(query: JournalQuery): Promise<JournalPage>;
  /** Counts the living rows of this generation and later ones. */
  count(since: number): Promise<number>;
  /** Deletes at most `limit` rows that don't live any more. Resolves with how many. */
  prune(limit: number): Promise<number>;
}

/** Describes a write as the journal keeps it. What lasts for ever stands in the checkpoint already. */
export function journalRows(
  records: readonly StoreRecord[],
  now: Date,
  { generation, revision }: Pick<JournalRow, "generation" | "revision">,
): JournalRow[] {
  return records.flatMap(({ key, value, lifetimeMs }) =>
    lifetimeMs === null ? [] : [{ key, value, until: new Date(now.getTime() + lifetimeMs), generation, revision }],
  );
}

/** Tells whether a row is newer than another of the same key. */
export function isNewer(row: JournalRow, other: JournalRow): boolean {
  return row.generation > other.generation || (row.generation === other.generation && row.revision > other.revision);
}
