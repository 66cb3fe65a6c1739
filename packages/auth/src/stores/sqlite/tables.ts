import type { Database } from "better-sqlite3";
import {
  type Exchanged,
  FOLLOWERS_KEY,
  REVISION_KEY,
  type Restoration,
  type Restored,
  revisionKey,
  StoreError,
  type StoreRecord,
  type Tail,
  type TailQuery,
  type Values,
  type Write,
  type Written,
} from "../../blacklist/store.ts";
import { endOf, endOfSettled, OLDEST_KEY, SETTLED_MS, stepInLog } from "../validate.ts";
import { prepareSchema } from "./schema.ts";
import { type LogRow, prepareStatements, type Statements } from "./statements.ts";

/** The store's operations on an open database, each one transaction. Times are milliseconds since the epoch. */
export interface Tables {
  read(keys: readonly string[], now: number): Values;
  /** Waits for its turn to write, as a write does. */
  readPrimary(keys: readonly string[], now: number): Values;
  put(write: Write, now: number): Written;
  exchange(
    record: StoreRecord,
    expected: string | null,
    keys: readonly string[],
    now: number,
  ): Pick<Exchanged, "value" | "values">;
  restore(restoration: Restoration, now: number): Restored;
  /** The cursor is null if there was no entry after `after`, which is the query's own. */
  tail(query: TailQuery, after: number, now: number): Tail;
  /** Null if there are more than can be counted without being noticed. */
  size(): number | null;
}

export interface TablesOptions {
  readonly keyPrefix: string;
  readonly logRetentionMs: number;
}

/** Each write clears away up to this many dead rows, and as many more as it adds: bounded, and never behind. */
const SWEEP = 32;

/** Up to so many keys are read by a statement of their own number. */
const FEW = 16;

/** Counting so many rows takes some milliseconds. */
const MOST_COUNTED = 100_000;

/** Prepares the statements, and the tables where they are missing. */
export function tablesOf(database: Database, { keyPrefix, logRetentionMs }: TablesOptions): Tables {
  prepareSchema(database);
  const open: OpenTables = { statements: prepareStatements(database), keyPrefix, logRetentionMs };
  const readAll = (keys: readonly string[], now: number) => read(open, keys, now);
  return {
    read: readAll,
    readPrimary: database.transaction(readAll).immediate,
    put: database.transaction((write: Write, now: number) => put(open, write, now)).immediate,
    exchange: database.transaction(
      (record: StoreRecord, expected: string | null, keys: readonly string[], now: number) =>
        exchange(open, { record, expected, keys }, now),
    ).immediate,
    restore: database.transaction((restoration: Restoration, now: number) => restore(open, restoration, now)).immediate,
    tail: database.transaction(({ space = "", keys, limit }: TailQuery, after: number, now: number) => {
      return { ...pageAfter(open, keyPrefix + space, { after, limit }), values: read(open, keys, now) };
    }).deferred,
    size() {
      const counted = open.statements.count.get({ ...rangeOf(keyPrefix), most: MOST_COUNTED + 1 }) ?? 0;
      return counted > MOST_COUNTED ? null : counted;
    },
  };
}

interface OpenTables extends TablesOptions {
  readonly statements: Statements;
}

function read(open: OpenTables, keys: readonly string[], now: number): Values {
  if (keys.length === 0 || keys.length > FEW) return readMany(open, keys, now);
  const { statements, keyPrefix } = open;
  const values = statements.find(keys.length).get(...keys.flatMap((key) => [keyPrefix + key, now]));
  if (values === undefined) throw new StoreError("The database gave no answer");
  return values;
}

function readMany({ statements, keyPrefix }: OpenTables, keys: readonly string[], now: number): Values {
  const prefixed = keys.map((key) => keyPrefix + key);
  const rows = statements.findMany.all(JSON.stringify(prefixed), now);
  const found = new Map(rows.map(({ key, value }) => [key, value]));
  return prefixed.map((key) => found.get(key) ?? null);
}

function valueAt(open: OpenTables, key: string, now: number): string | null {
  return read(open, [key], now)[0] ?? null;
}

function keep({ statements, keyPrefix }: OpenTables, { key, value, lifetimeMs }: StoreRecord, now: number): void {
  statements.keep.run(keyPrefix + key, value, endOf(lifetimeMs, now));
}

function put(open: OpenTables, write: Write, now: number): Written {
  const { statements, keyPrefix, logRetentionMs } = open;
  const { space = "", records, keepLogMs, keys } = write;
  statements.sweep.run(now, SWEEP + records.length);
  statements.trim.run(keyPrefix + space, SWEEP + 2 * records.length, now - Math.max(logRetentionMs, keepLogMs));
  const revision = nextRevision(open, write, now);
  const isFollowed = valueAt(open, space + FOLLOWERS_KEY, now) !== null;
  for (const record of records) {
    keep(open, record, now);
    if (isFollowed) statements.append.run(stepInLog(), keyPrefix + space, now, record.key, record.value);
  }
  return { revision, values: read(open, keys, now) };
}

function nextRevision(open: OpenTables, { space = "", revisionId, settled }: Write, now: number): number {
  const { statements, keyPrefix } = open;
  const revision = Number(statements.increment.get(keyPrefix + space + REVISION_KEY));
  if (!Number.isSafeInteger(revision)) throw new StoreError("The revision is not a number");
  keep(open, { key: space + revisionKey(revision), value: revisionId, lifetimeMs: null }, now);
  const oldest = Number(valueAt(open, space + OLDEST_KEY, now) ?? 1);
  const end = endOfSettled(oldest, settled, revision);
  for (let each = oldest; each < end; each += 1) {
    statements.expire.run(now + SETTLED_MS, keyPrefix + space + revisionKey(each));
  }
  if (end > oldest) keep(open, { key: space + OLDEST_KEY, value: String(end), lifetimeMs: null }, now);
  return revision;
}

interface Exchange {
  readonly record: StoreRecord;
  readonly expected: string | null;
  readonly keys: readonly string[];
}

function exchange(open: OpenTables, { record, expected, keys }: Exchange, now: number): Omit<Exchanged, "at"> {
  open.statements.sweep.run(now, SWEEP + 1);
  if (valueAt(open, record.key, now) === expected) keep(open, record, now);
  return { value: valueAt(open, record.key, now), values: read(open, keys, now) };
}

function restore(open: OpenTables, { record, expected, records }: Restoration, now: number): Restored {
  open.statements.sweep.run(now, SWEEP + records.length);
  const standing = valueAt(open, record.key, now);
  if (standing !== expected) return { value: standing };
  const keys = records.map(({ key }) => key);
  const values = read(open, keys, now);
  for (const [i, each] of records.entries()) if (values[i] === null) keep(open, each, now);
  keep(open, record, now);
  return { value: record.value };
}

/** The strings that begin with a prefix of ASCII: from it to the first that comes after all of them. */
function rangeOf(prefix: string): { readonly prefix: string; readonly end: string } {
  const last = prefix.length - 1;
  return { prefix, end: prefix.slice(0, last) + String.fromCharCode(prefix.charCodeAt(last) + 1) };
}

/** The page after an entry; the first one where that entry is gone. */
function pageAfter(
  { statements }: OpenTables,
  prefix: string,
  { after, limit }: { readonly after: number; readonly limit: number },
): Omit<Tail, "values"> {
  // The entry itself, those of the page, and one that tells whether there are more.
  const [first, ...rest] = statements.from.all(prefix, after, limit + 2);
  if (after > 0 && first?.position === after) {
    const page = pageOf(rest, limit);
    return { ...page, cursor: page.cursor ?? `${after}` };
  }
  return pageOf(statements.from.all(prefix, 0, limit + 1), limit);
}

function pageOf(rows: readonly LogRow[], limit: number): Omit<Tail, "values"> {
  const shown = rows.slice(0, limit);
  return {
    entries: shown.map(({ key, value }) => ({ key, value })),
    cursor: shown.at(-1)?.position.toString() ?? null,
    complete: rows.length <= limit,
  };
}
