import pg from "pg";

/** The server takes no writes: it has become a replica, or was told to be one. */
const READ_ONLY = "25006";

/** The server ends this session, or is about to: `admin_shutdown` and its kind. */
const ENDING = /^57P0\d$/;

/** A session younger than this was opened to the server that is there now. */
const YOUNG_MS = 250;

/** Knows which connections lead to a server that is no longer the one to ask. */
export interface Staleness {
  /** Notes the failure of a query. */
  failed(client: pg.ClientBase, error: unknown): void;
  /** Tells that a connection must not be used any more. */
  isStale(client: pg.ClientBase): boolean;
  /** The write was refused on a session that a failover may have left behind: another one may take it. */
  isTransient(error: unknown): boolean;
}

/**
 * A failover leaves connections open that lead to the old primary. It refuses writes and goes on to answer reads,
 * with what was true before. So one refusal takes all connections opened before it out of use; but not one that is
 * young: a database that is truly read-only must not be connected to anew for every question.
 */
export function createStaleness(pool: pg.Pool): Staleness {
  const openedAt = new WeakMap<pg.ClientBase, number>();
  const ended = new WeakSet<pg.ClientBase>();
  const transient = new WeakSet<object>();
  let staleBefore = Number.NEGATIVE_INFINITY;
  pool.on("connect", (client) => openedAt.set(client, performance.now()));

  const birthOf = (client: pg.ClientBase) => openedAt.get(client) ?? performance.now();

  return {
    failed(client, error) {
      if (!(error instanceof pg.DatabaseError)) return;
      if (ENDING.test(error.code ?? "")) ended.add(client);
      if (error.code !== READ_ONLY) return;
      if (performance.now() - birthOf(client) < YOUNG_MS) return;
      transient.add(error);
      // What was opened since its kind was found out leads elsewhere.
      if (birthOf(client) >= staleBefore) staleBefore = performance.now();
    },
    isStale: (client) => ended.has(client) || birthOf(client) < staleBefore,
    isTransient: (error) => typeof error === "object" && error !== null && transient.has(error),
  };
}
