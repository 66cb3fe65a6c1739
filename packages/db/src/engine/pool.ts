import pg from "pg";

/**
 * A pool that never waits for ever, and that outlives its server.
 * @throws TypeError if the url can't be read; the message doesn't hold it.
 */
export function createPool(url: string, timeoutMs: number, size: number): pg.Pool {
  const config: pg.PoolConfig = {
    connectionString: url,
    application_name: "curfew",
    max: size,
    allowExitOnIdle: true,
    keepAlive: true,
    // A client that waits for a long answer learns within minutes that the server is gone.
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: timeoutMs,
    // Times and counts stay far below 2^53, where a number is exact.
    types: {
      getTypeParser: (id, format) => (id === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(id, format)),
    },
  };
  if (!isReadable(config)) throw new TypeError("the database url is not a postgres:// url that can be read");
  const pool = new pg.Pool(config);
  // The loss of a connection is an error of the query on it, if any; without listeners it ends the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** Tells whether a client can be made from it. None is connected. */
function isReadable(config: pg.PoolConfig): boolean {
  try {
    new pg.Client(config);
    return /^postgres(ql)?:/.test(config.connectionString ?? "");
  } catch {
    return false;
  }
}
