import { PostgresAdapter, PostgresQueryCompiler } from "kysely";
import pg from "pg";
import { orAborted } from "./abort.ts";
import { cancelQuery } from "./cancel.ts";
import { postgresDialect } from "./dialect.ts";
import type { Engine } from "./engine.ts";
import { kyselyOver, type LeasedConnection } from "./leased.ts";
import { createPool } from "./pool.ts";
import { createStaleness, type Staleness } from "./staleness.ts";

const language = { compiler: new PostgresQueryCompiler(), adapter: new PostgresAdapter() };

/** Errors after which the server has undone the transaction and asks to try again: serialisation, deadlock. */
const TRANSIENT = new Set(["40001", "40P01"]);

const LOCK_NOT_AVAILABLE = "55P03";

/** The time a server is given to hear that a query is given up. */
const CANCEL_MS = 1000;

/** One to keep other processes from the schema, and one to change it. */
const CONNECTIONS_ASIDE = 2;

/** @throws TypeError if the url can't be read. */
export function createPostgresEngine(url: string, timeoutMs: number, poolSize: number): Engine {
  const pool = createPool(url, timeoutMs, poolSize);
  const staleness = createStaleness(pool);
  let closing: Promise<void> | null = null;
  return {
    dialect: postgresDialect,
    async lease(signal, limitMs) {
      const client = await acquire(pool, staleness, signal);
      const connection = connectionOf(queryOver(client, staleness, signal), limitMs);
      return {
        db: kyselyOver(connection, language),
        async release() {
          if (signal.aborted) void giveUp(client);
          else client.release(staleness.isStale(client));
        },
      };
    },
    isTransient: (error) => isUndone(error) || staleness.isTransient(error),
    isLocked: (error) => error instanceof pg.DatabaseError && error.code === LOCK_NOT_AVAILABLE,
    redact,
    setAside: () => createPostgresEngine(url, timeoutMs, CONNECTIONS_ASIDE),
    close() {
      closing ??= pool.end();
      return closing;
    },
  };
}

/** Takes a connection from the pool; those that a failover left behind are ended as they come up. */
async function acquire(pool: pg.Pool, staleness: Staleness, signal: AbortSignal): Promise<pg.PoolClient> {
  for (;;) {
    const client = await take(pool, signal);
    if (!staleness.isStale(client)) return client;
    client.release(true);
  }
}

async function take(pool: pg.Pool, signal: AbortSignal): Promise<pg.PoolClient> {
  const connecting = pool.connect();
  try {
    return await orAborted(connecting, signal);
  } catch (error) {
    connecting.then(
      (late) => late.release(),
      () => {},
    );
    throw error;
  }
}

/** Ends a connection in the middle of something, which must take no effect any more; no one else can have it. */
async function giveUp(client: pg.PoolClient): Promise<void> {
  await cancelQuery(client, CANCEL_MS);
  client.release(true);
}

function connectionOf(query: LeasedConnection["query"], limitMs: number): LeasedConnection {
  const run = async (sql: string) => void (await query(sql, []));
  return {
    begin: () => run(beginWithin(limitMs)),
    commit: () => run("commit"),
    rollback: () => run("rollback"),
    query,
  };
}

/**
 * Limits a transaction, in case no process is left to cancel what waits in it, in the message that begins it.
 * Never beyond it: behind a pooler the next transaction on the server's session is another client's.
 */
function beginWithin(limitMs: number): string {
  return `begin; set local statement_timeout = ${limitMs}; set local idle_in_transaction_session_timeout = ${limitMs}`;
}

function queryOver(client: pg.PoolClient, staleness: Staleness, signal: AbortSignal): LeasedConnection["query"] {
  return async (sql, parameters) => {
    signal.throwIfAborted();
    try {
      const { rows, rowCount } = await orAborted(client.query(sql, [...parameters]), signal);
      return { rows, numAffectedRows: BigInt(rowCount ?? 0) };
    } catch (error) {
      staleness.failed(client, error);
      throw error;
    }
  };
}

function isUndone(error: unknown): boolean {
  return error instanceof pg.DatabaseError && TRANSIENT.has(error.code ?? "");
}

/**
 * Keeps values out of an error. The server quotes them: in `detail` whole rows, in the message of a data exception
 * (class 22) the datum.
 */
function redact(error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error;
  const message = error.code?.startsWith("22") ? "data exception" : error.message;
  return Object.assign(new Error(message), { code: error.code, table: error.table, constraint: error.constraint });
}
