import { randomInt } from "node:crypto";
import {
  isReserved,
  REVISION_KEY,
  type Restoration,
  SPACE,
  StoreError,
  type StoreRecord,
  type TailQuery,
  type Write,
} from "../blacklist/store.ts";
import type { Clock } from "../clock.ts";

const KEY = /^[\x21-\x7e]{1,512}$/;

/** Refuses keys that are not 1 to 512 printable ASCII characters without spaces. Throws RangeError. */
export function checkKeys(keys: readonly string[]): void {
  for (const key of keys) {
    if (typeof key !== "string" || !KEY.test(key)) throw new RangeError("A store key must be short printable ASCII");
  }
}

/** Refuses records that some store would change, lose or keep for ever by mistake. Throws RangeError. */
function checkRecords(records: readonly StoreRecord[]): void {
  checkKeys(records.map((record) => record.key));
  for (const { key, value, lifetimeMs } of records) {
    if (isReserved(key)) throw new RangeError("A record can't have a reserved key");
    checkValue(value);
    if (lifetimeMs !== null) checkPositive("lifetimeMs", lifetimeMs);
  }
}

/** Refuses a write that some store would carry out otherwise than it says. Throws RangeError. */
export function checkWrite({ space, records, revisionId, settled, keepLogMs, keys }: Write): void {
  checkSpace(space);
  checkRecords(records);
  checkValue(revisionId);
  if (!Number.isSafeInteger(settled) || settled < 0) throw new RangeError("settled must be an integer, at least 0");
  if (!Number.isSafeInteger(keepLogMs) || keepLogMs < 0)
    throw new RangeError("keepLogMs must be an integer, at least 0");
  checkKeys(keys);
}

/** Refuses an exchange that some store would carry out otherwise than it says. Throws RangeError. */
export function checkExchange(record: StoreRecord, expected: string | null, keys: readonly string[]): void {
  checkRecords([record]);
  if (expected !== null) checkValue(expected);
  checkKeys(keys);
}

/** Refuses a restoration that some store would carry out otherwise than it says. Throws RangeError. */
export function checkRestoration({ record, expected, records }: Restoration): void {
  checkExchange(record, expected, []);
  checkRecords(records);
}

/** Refuses what asks a log for no entries, or under names that can't be a space's. Throws RangeError. */
export function checkTail({ space, keys, limit }: TailQuery): void {
  checkSpace(space);
  checkKeys(keys);
  checkPositive("limit", limit);
}

function checkSpace(space = ""): void {
  if (space !== "" && space.replace(SPACE, "") !== "") throw new RangeError("space must be the beginning of names");
}

function checkValue(value: string): void {
  // Half a surrogate pair has no UTF-8 form: every network store would give back something else.
  if (typeof value !== "string" || !value.isWellFormed()) throw new RangeError("A value must be a well-formed string");
}

/** Where a driver keeps, in each space, the number below which it has let go of all revisions. */
export const OLDEST_KEY = `${REVISION_KEY}:oldest`;

/** So long a revision that is settled can still be read. */
export const SETTLED_MS = 60_000;

/** Each write lets go of at most this many settled revisions: more than come, and never many at once. */
export const MOST_SETTLED = 4;

/** Tells up to where a write lets go of revisions, itself never, where those below `oldest` are let go already. */
export function endOfSettled(oldest: number, settled: number, revision: number): number {
  return Math.min(settled, revision, oldest + MOST_SETTLED);
}

/** Refuses a bad setting or argument by its name. Throws RangeError. */
export function checkPositive(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value <= 0) throw new RangeError(`${name} must be a positive integer`);
}

/** Refuses a deadline that is no positive integer, or that a timer would take for none. Throws RangeError. */
export function checkTimeout(timeoutMs: number): void {
  checkPositive("timeoutMs", timeoutMs);
  if (timeoutMs >= 2 ** 31) throw new RangeError("timeoutMs must be below 2^31");
}

/** The next place in a log is up to so much further on: two entries that were written in one's place are told apart. */
const FURTHEST_STEP = 2 ** 20;

/** Tells how far from the last place in a log the next one is. */
export function stepInLog(): number {
  return randomInt(1, FURTHEST_STEP);
}

/** Reads the place in a log that a cursor of ours tells. Throws RangeError for any other string. */
export function positionOf(cursor: string): number {
  const position = /^\d+$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (!Number.isSafeInteger(position)) throw new RangeError("The cursor is not one of this store");
  return position;
}

/** Checks a cursor that is the id of a stream's entry. Throws RangeError for any other string. */
export function streamIdOf(cursor: string): string {
  if (!/^\d{1,20}-\d{1,20}$/.test(cursor)) throw new RangeError("The cursor is not one of this store");
  return cursor;
}

/**
 * Reads the clock's time in milliseconds. Rejects a broken clock: compared with NaN, every record would
 * seem to be over.
 */
export function millisecondsOf(clock: Clock): number {
  const now = clock().getTime();
  if (!Number.isFinite(now)) throw new StoreError("The clock gives no time");
  return now;
}

/** Tells the moment a lifetime ends, null for never. */
export function endOf(lifetimeMs: number | null, now: number): number | null {
  return lifetimeMs === null ? null : now + lifetimeMs;
}
