import { randomBytes } from "node:crypto";
import pg from "pg";
import { end } from "../child-process.ts";
import { createCluster } from "./cluster.ts";
import { startServer } from "./server.ts";

export interface PostgresServer {
  /** Of the database `postgres`, which holds nothing. */
  readonly url: string;
  /** Creates an empty database; resolves to its url. */
  createDatabase(): Promise<string>;
  /** Ends the server and removes its files. May be called again. */
  stop(): Promise<void>;
  /** Ends the server with SIGKILL; its files stay. */
  kill(): Promise<void>;
  /** Ends the server if it runs, and starts it again on the same port and files. */
  restart(): Promise<void>;
}

/**
 * Starts a private Postgres on 127.0.0.1 and resolves once it answers. It ends with this process,
 * however this process ends. What it committed survives `kill`, not a crash of the machine.
 * @throws Error with the server's own words if it doesn't start.
 */
export async function startPostgres(): Promise<PostgresServer> {
  const cluster = await createCluster();
  try {
    let server = await startServer(cluster);
    const { url, port } = server;
    return {
      url,
      createDatabase: () => createDatabaseOn(url),
      async stop() {
        await end(server.process, "SIGQUIT");
        await cluster.remove();
      },
      kill: () => end(server.process, "SIGKILL"),
      async restart() {
        await end(server.process, "SIGINT");
        server = await startServer(cluster, port);
      },
    };
  } catch (error) {
    await cluster.remove();
    throw error;
  }
}

/** Creates an empty database on the server that `url` leads to; resolves to the new database's url. */
export async function createDatabaseOn(url: string): Promise<string> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
  const created = new URL(url);
  created.pathname = name;
  return created.href;
}
