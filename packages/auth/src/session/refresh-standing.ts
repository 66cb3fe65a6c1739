import type { RefreshState, SessionLedger } from "../blacklist/checkpoint.ts";
import { Unavailable } from "../errors.ts";
import type { SignedClaims } from "../token/claims.ts";
import { parseRefreshRecord, type RefreshRecord } from "./refresh-record.ts";

/** Where a session's newest refresh token stands. */
export interface RefreshStanding {
  /** What the store keeps, to the letter; null: nothing. */
  readonly text: string | null;
  readonly record: RefreshRecord | null;
  /** What the session's row says; null where it says nothing, or there is none. */
  readonly row: RefreshState | null;
  /** The higher of the two. Where they differ at one ordinal, what the row says was handed out. */
  readonly newest: RefreshState | null;
  /** Whether sessions have rows here. */
  readonly isKept: boolean;
}

/** What a ledger says of a session; `gone`: it has none of this id and subject. */
export type LedgerEntry = { readonly row: RefreshState | null; readonly isKept: boolean } | "gone";

/** Rejects with `Unavailable` if the ledger can't be asked. */
export async function readLedger(
  ledger: SessionLedger | null,
  { sessionId, subject }: Pick<SignedClaims, "sessionId" | "subject">,
): Promise<LedgerEntry> {
  if (ledger === null) return { row: null, isKept: false };
  const entry = await asked(ledger.read(sessionId));
  return entry === null || entry.subject !== subject ? "gone" : { row: entry.state, isKept: true };
}

/** Has a session's row name its newest refresh token. Resolves with what it names then; null: the session has ended. */
export async function raiseLedger(
  ledger: SessionLedger | null,
  sessionId: string,
  from: RefreshState | null,
  to: RefreshState,
): Promise<RefreshState | null> {
  if (ledger === null) return to;
  if (from !== null && from.ordinal >= to.ordinal) return from;
  return asked(ledger.raise(sessionId, from?.ordinal ?? 0, to));
}

/** Finds where a session stands, by what the store keeps and what its row says. */
export function standingOf(
  text: string | null,
  { row, isKept }: Exclude<LedgerEntry, "gone">,
  record = parseRefreshRecord(text),
): RefreshStanding {
  const isRowNewer = record === null || (row !== null && row.ordinal >= record.ordinal);
  return { text, record, row, newest: isRowNewer ? row : record, isKept };
}

async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    throw new Unavailable("witness", cause);
  }
}
