import type { Database } from "better-sqlite3";
import {
  type LogEntry,
  MARK_KEY,
  type Standing,
  StoreError,
  type StoreRecord,
  type Tail,
} from "../../blacklist/store.ts";
import { endOf } from "../door.ts";

/** The store's operations on an open database, each one transaction. Times are milliseconds since the epoch. */
export interface Tables {
  read(keys: readonly string[], now: number): (string | null)[];
  put(records: readonly StoreRecord[], now: number): number;
  putIfAbsent(record: StoreRecord, now: number): Standing;
  /** Null if there are more than can be counted without being noticed. */
  size(): number | null;
  /** The cursor is null if there was no entry after `after`. */
  tail(after: number, keys: readonly string[], limit: number, now: number): Tail;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS records (
    key TEXT PRIMARY KEY, value TEXT NOT NULL, expires_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS records_expires_at ON records (expires_at) WHERE expires_at IS NOT NULL;
  CREATE TABLE IF NOT EXISTS log (
    position INTEGER PRIMARY KEY AUTOINCREMENT, put_at INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL
  ) STRICT;`;

/** Each write clears away up to this many dead rows, and as many more as it adds: bounded, and never behind. */
const SWEEP = 32;

/** Counting so many rows takes some milliseconds. */
const MOST_COUNTED = 100_000;

/** Prepares the statements, and the tables where they are missing. */
export function tablesOf(database: Database, logRetentionMs: number): Tables {
  if (!exists(database)) database.transaction(() => database.exec(SCHEMA)).immediate();
  const read = reader(database);
  const statements = prepare(database);

  function keep({ key, value, lifetimeMs }: StoreRecord, now: number): void {
    statements.keep.run(key, value, endOf(lifetimeMs, now));
  }

  function raiseMark(): number {
    const mark = Number(statements.raiseMark.get(MARK_KEY));
    if (!Number.isSafeInteger(mark)) throw new StoreError("The mark is not a number");
    return mark;
  }

  function sweep(added: number, now: number): void {
    statements.sweepRecords.run(now, SWEEP + added);
    statements.trimLog.run(SWEEP + 2 * added, now - logRetentionMs);
  }

  const put = database.transaction((records: readonly StoreRecord[], now: number) => {
    sweep(records.length, now);
    for (const record of records) {
      keep(record, now);
      statements.append.run(now, record.key, record.value);
    }
    return raiseMark();
  });

  const putIfAbsent = database.transaction((record: StoreRecord, now: number) => {
    sweep(1, now);
    const [standing = null] = read([record.key], now);
    if (standing === null) keep(record, now);
    return { value: standing ?? record.value, mark: raiseMark() };
  });

  const tail = database.transaction((after: number, keys: readonly string[], limit: number, now: number) => {
    const rows = statements.after.all(after, limit + 1);
    return { ...pageOf(rows, limit), values: read(keys, now) };
  });

  const size = () => {
    const counted = statements.count.get(MOST_COUNTED + 1) ?? 0;
    return counted > MOST_COUNTED ? null : counted;
  };

  return { read, size, put: put.immediate, putIfAbsent: putIfAbsent.immediate, tail: tail.deferred };
}

interface LogRow extends LogEntry {
  readonly position: number;
}

function pageOf(rows: readonly LogRow[], limit: number): Omit<Tail, "values"> {
  const shown = rows.slice(0, limit);
  return {
    entries: shown.map(({ key, value }) => ({ key, value })),
    cursor: shown.at(-1)?.position.toString() ?? null,
    complete: rows.length <= limit,
  };
}

function exists(database: Database): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'log'").get() !== undefined;
}

/** One statement whatever the number of keys, and so one snapshot: 6 keys take 6 µs. */
function reader(database: Database): Tables["read"] {
  const select = database.prepare<[string, number], { key: string; value: string }>(
    "SELECT key, value FROM records WHERE key IN (SELECT value FROM json_each(?)) AND (expires_at IS NULL OR expires_at > ?)",
  );
  return (keys, now) => {
    const found = new Map(select.all(JSON.stringify(keys), now).map(({ key, value }) => [key, value]));
    return keys.map((key) => found.get(key) ?? null);
  };
}

function prepare(database: Database) {
  return {
    keep: database.prepare<[string, string, number | null]>("INSERT OR REPLACE INTO records VALUES (?, ?, ?)"),
    append: database.prepare<[number, string, string]>("INSERT INTO log (put_at, key, value) VALUES (?, ?, ?)"),
    raiseMark: database
      .prepare<[string]>(
        `INSERT INTO records VALUES (?, '1', NULL)
         ON CONFLICT DO UPDATE SET value = CAST(value AS INTEGER) + 1 RETURNING value`,
      )
      .pluck(),
    count: database.prepare<[number], number>("SELECT count(*) FROM (SELECT 1 FROM records LIMIT ?)").pluck(),
    after: database.prepare<[number, number], LogRow>(
      "SELECT position, key, value FROM log WHERE position > ? ORDER BY position LIMIT ?",
    ),
    sweepRecords: database.prepare<[number, number]>(
      "DELETE FROM records WHERE key IN (SELECT key FROM records WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)",
    ),
    // Only ever looks at the oldest rows, so that a long young log costs nothing.
    trimLog: database.prepare<[number, number]>(
      "DELETE FROM log WHERE position < (SELECT min(position) FROM log) + ? AND put_at < ?",
    ),
  };
}
