import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { SqliteAdapter, SqliteQueryCompiler } from "kysely";
import { sqliteDialect } from "./dialect.ts";
import type { Engine } from "./engine.ts";
import { kyselyOver, type LeasedConnection } from "./leased.ts";
import { createMutex } from "./mutex.ts";

const language = { compiler: new SqliteQueryCompiler(), adapter: new SqliteAdapter() };

/** Opens SQLite in the file `curfew.db` of a directory, which several processes may share. */
export function createSqliteEngine(directory: string): Engine {
  const mutex = createMutex();
  let handle: Sqlite.Database | null = null;
  let isClosed = false;
  const engine: Engine = {
    dialect: sqliteDialect,
    async lease(signal) {
      const release = await mutex.take(signal);
      try {
        if (isClosed) throw new Error("the database was closed");
        handle ??= open(directory);
        return { db: kyselyOver(connectionTo(handle), language), release };
      } catch (error) {
        release();
        throw error;
      }
    },
    isTransient: (error) => error instanceof Sqlite.SqliteError && /^SQLITE_(BUSY|PROTOCOL)/.test(error.code),
    isLocked: () => false,
    redact: (error) => error,
    setAside: () => ({ ...engine, async close() {} }),
    async close() {
      isClosed = true;
      const release = await mutex.take(new AbortController().signal);
      handle?.close();
      handle = null;
      release();
    },
  };
  return engine;
}

/**
 * `timeout: 0`: SQLite would wait for a lock by holding the event loop; the wait is ours, asynchronous.
 * FULL: a commit is on disk before it is answered, also in WAL mode.
 */
function open(directory: string): Sqlite.Database {
  const path = join(directory, "curfew.db");
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  closeSync(openSync(path, "a", 0o600));
  const handle = new Sqlite(path, { timeout: 0 });
  try {
    handle.pragma("journal_mode = WAL");
    handle.pragma("synchronous = FULL");
    handle.pragma("foreign_keys = ON");
    return handle;
  } catch (error) {
    handle.close();
    throw error;
  }
}

function connectionTo(handle: Sqlite.Database): LeasedConnection {
  return {
    // A transaction that begins by reading could not go on to write after someone else wrote.
    begin: "begin immediate",
    async query(sql, parameters) {
      const statement = handle.prepare(sql);
      if (statement.reader) return { rows: statement.all(parameters) };
      return { rows: [], numAffectedRows: BigInt(statement.run(parameters).changes) };
    },
  };
}
