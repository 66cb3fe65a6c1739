import type { Database } from "better-sqlite3";
import { KEY_PREFIX } from "../key-prefix.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS curfew_records (
    key TEXT PRIMARY KEY, value TEXT NOT NULL, expires_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS curfew_records_expires_at ON curfew_records (expires_at) WHERE expires_at IS NOT NULL;
  CREATE TABLE IF NOT EXISTS curfew_log (
    position INTEGER PRIMARY KEY AUTOINCREMENT, prefix TEXT NOT NULL, put_at INTEGER NOT NULL,
    key TEXT NOT NULL, value TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS curfew_log_prefix ON curfew_log (prefix);`;

/**
 * The tables of the version before, whose keys had no prefix, under other names from now on: a process
 * of that version that still runs fails closed instead of writing what no other process looks for.
 */
const FROM_BEFORE = `
  INSERT OR IGNORE INTO curfew_records SELECT '${KEY_PREFIX}' || key, value, expires_at FROM records;
  DROP TABLE records;
  DROP TABLE log;`;

/** Makes the tables where they are missing, with what the version before has kept. */
export function prepareSchema(database: Database): void {
  if (count(database, "curfew_log") === 1) return;
  const make = database.transaction(() => {
    database.exec(SCHEMA);
    if (count(database, "records", "log") === 2) database.exec(FROM_BEFORE);
  });
  make.immediate();
}

function count(database: Database, ...tables: readonly string[]): unknown {
  const names = tables.map(() => "?").join(", ");
  return database
    .prepare(`SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN (${names})`)
    .pluck()
    .get(...tables);
}
