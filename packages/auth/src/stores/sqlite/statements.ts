import type Sqlite from "better-sqlite3";
import type { LogEntry } from "../../blacklist/store.ts";

export interface LogRow extends LogEntry {
  readonly position: number;
}

export interface Statements {
  /** Reads the values of so many keys, in order, in one statement and so as of one moment. Parameters: each key, and the time after it. */
  readonly find: (count: number) => Sqlite.Statement<(string | number)[], (string | null)[]>;
  /** Reads any number of keys, given as a JSON array. */
  readonly findMany: Sqlite.Statement<[string, number], { key: string; value: string }>;
  readonly keep: Sqlite.Statement<[string, string, number | null]>;
  readonly increment: Sqlite.Statement<[string]>;
  readonly expire: Sqlite.Statement<[number, string]>;
  readonly sweep: Sqlite.Statement<[number, number]>;
  readonly count: Sqlite.Statement<[{ prefix: string; end: string; most: number }], number>;
  readonly append: Sqlite.Statement<[number, string, number, string, string]>;
  readonly from: Sqlite.Statement<[string, number, number], LogRow>;
  readonly trim: Sqlite.Statement<[string, number, number]>;
}

/** Prepares the statements of a store, once. Keys have their prefix; the log's have it beside them. */
export function prepareStatements(database: Sqlite.Database): Statements {
  return {
    find: createFind(database),
    findMany: database.prepare(
      `SELECT key, value FROM curfew_records
       WHERE key IN (SELECT value FROM json_each(?)) AND (expires_at IS NULL OR expires_at > ?)`,
    ),
    keep: database.prepare("INSERT OR REPLACE INTO curfew_records VALUES (?, ?, ?)"),
    increment: database
      .prepare(
        `INSERT INTO curfew_records VALUES (?, '1', NULL)
         ON CONFLICT DO UPDATE SET value = CAST(value AS INTEGER) + 1 RETURNING value`,
      )
      .pluck(),
    expire: database.prepare("UPDATE curfew_records SET expires_at = ? WHERE key = ?"),
    sweep: database.prepare(
      `DELETE FROM curfew_records
       WHERE key IN (SELECT key FROM curfew_records WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)`,
    ),
    // By where it begins, exactly: LIKE would fold case and know wildcards.
    count: database
      .prepare<[{ prefix: string; end: string; most: number }], number>(
        "SELECT count(*) FROM (SELECT 1 FROM curfew_records WHERE key >= @prefix AND key < @end LIMIT @most)",
      )
      .pluck(),
    append: database.prepare(
      `INSERT INTO curfew_log (position, prefix, put_at, key, value)
       VALUES (coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'curfew_log'), 0) + ?, ?, ?, ?, ?)`,
    ),
    from: database.prepare(
      "SELECT position, key, value FROM curfew_log WHERE prefix = ? AND position >= ? ORDER BY position LIMIT ?",
    ),
    // Only ever looks at the oldest rows, so that a long young log costs nothing.
    trim: database.prepare(
      `DELETE FROM curfew_log
       WHERE position IN (SELECT position FROM curfew_log WHERE prefix = ? ORDER BY position LIMIT ?) AND put_at < ?`,
    ),
  };
}

const VALUE = "(SELECT value FROM curfew_records WHERE key = ? AND (expires_at IS NULL OR expires_at > ?))";

/** Prepares a statement for a number of keys when it is first asked for. Takes half as long as one that is given a list. */
function createFind(database: Sqlite.Database): Statements["find"] {
  const prepared = new Map<number, ReturnType<Statements["find"]>>();
  const prepare = (count: number) => {
    const values = Array<string>(count).fill(VALUE).join(", ");
    const statement = database.prepare<(string | number)[], (string | null)[]>(`SELECT ${values}`).raw();
    prepared.set(count, statement);
    return statement;
  };
  return (count) => prepared.get(count) ?? prepare(count);
}
