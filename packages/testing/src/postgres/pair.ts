import { execFileSync } from "node:child_process";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { end } from "../child-process.ts";
import { type Cluster, createCluster } from "./cluster.ts";
import { type RunningServer, startServer } from "./server.ts";

/** A primary and a standby that streams from it, each on a port of its own. */
export interface PostgresPair {
  /** Of the database `postgres` on the one that is the primary first, and on the other one. */
  readonly urls: readonly [string, string];
  /** Makes the standby the primary as well, while all connections stay: what a failover does. */
  promote(): Promise<void>;
  /** Ends the primary in good order, promotes the other one, and starts the former again as its standby. Once. */
  switchOver(): Promise<void>;
  /** Ends both and removes their files. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a primary and a hot standby on 127.0.0.1; resolves once both answer.
 * @throws Error with the servers' own words if they don't start.
 */
export async function startPostgresPair(): Promise<PostgresPair> {
  const cluster = await createCluster();
  const copy = await copyOf(cluster);
  let first = await startServer(cluster);
  await follow(copy, first);
  const second = await startServer(copy);
  const promote = () => ask(second.url, "select pg_promote()");
  return {
    urls: [first.url, second.url],
    promote,
    async switchOver() {
      await end(first.process, "SIGINT");
      await promote();
      await follow(cluster, second);
      first = await startServer(cluster, first.port);
    },
    async stop() {
      await Promise.all([first, second].map((server) => end(server.process, "SIGQUIT")));
      await Promise.all([cluster.remove(), copy.remove()]);
    },
  };
}

/** A cluster with the same files, which is what a standby begins with. */
async function copyOf(cluster: Cluster): Promise<Cluster> {
  const directory = await mkdtemp(join(tmpdir(), "curfew-standby-"));
  const dataDirectory = join(directory, "data");
  execFileSync("cp", ["-a", cluster.dataDirectory, dataDirectory]);
  await own(cluster, directory);
  return { ...cluster, directory, dataDirectory, remove: () => rm(directory, { recursive: true, force: true }) };
}

/** Has a cluster start as the standby of a server. https://www.postgresql.org/docs/current/warm-standby.html */
async function follow(cluster: Cluster, { url }: RunningServer): Promise<void> {
  const signal = join(cluster.dataDirectory, "standby.signal");
  const settings = join(cluster.dataDirectory, "postgresql.auto.conf");
  await writeFile(signal, "");
  await writeFile(settings, `primary_conninfo = '${url}'\n`);
  for (const path of [signal, settings]) await own(cluster, path);
}

async function own({ runner }: Cluster, path: string): Promise<void> {
  if (runner.uid !== undefined && runner.gid !== undefined) await chown(path, runner.uid, runner.gid);
}

async function ask(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
