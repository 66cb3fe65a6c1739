import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { SqliteAdapter, SqliteQueryCompiler } from "kysely";
import { sqliteDialect } from "../dialect.ts";
import type { Engine } from "../engine.ts";
import { kyselyOver } from "../leased.ts";
import { createMutex, type Mutex } from "../mutex.ts";
import { connectionOf, createPreparer } from "./connection.ts";
import { createGroupCommit, type GroupCommit } from "./group-commit.ts";

const language = { compiler: new SqliteQueryCompiler(), adapter: new SqliteAdapter() };

/** An open database, and what its leases share. */
interface Opened {
  readonly handle: Sqlite.Database;
  readonly prepare: ReturnType<typeof createPreparer>;
  readonly commits: GroupCommit;
}

/** Opens SQLite in the file `curfew.db` of a directory, which several processes may share. */
export function createSqliteEngine(directory: string): Engine {
  const mutex = createMutex();
  let opened: Opened | null = null;
  let isClosed = false;
  const engine: Engine = {
    dialect: sqliteDialect,
    async lease(signal) {
      const endTurn = await mutex.take(signal);
      try {
        if (isClosed) throw new Error("the database was closed");
        opened ??= share(open(directory), mutex);
        const member = opened.commits.enter();
        const db = kyselyOver(connectionOf(opened.prepare, member), language);
        return { db, release: () => member.leave(endTurn) };
      } catch (error) {
        endTurn();
        throw error;
      }
    },
    isTransient: (error) => error instanceof Sqlite.SqliteError && /^SQLITE_(BUSY|PROTOCOL)/.test(error.code),
    isLocked: () => false,
    redact: (error) => error,
    setAside: () => ({ ...engine, async close() {} }),
    async close() {
      isClosed = true;
      const endTurn = await mutex.take(new AbortController().signal);
      opened?.commits.flush();
      opened?.handle.close();
      opened = null;
      endTurn();
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

function share(handle: Sqlite.Database, { isWanted }: Mutex): Opened {
  return { handle, prepare: createPreparer(handle), commits: createGroupCommit(handle, isWanted) };
}
