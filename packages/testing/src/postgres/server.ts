import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { end, isRunning, lastWords, type Program, run } from "../child-process.ts";
import { freePort } from "../ports.ts";
import { type Cluster, ENVIRONMENT, ROLE } from "./cluster.ts";

const START_DEADLINE_MS = 20_000;
const RETRY_PAUSE_MS = 100;

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  readonly process: ChildProcess;
}

/**
 * Serves the cluster and resolves once it answers. One that ends instead is started again until the
 * deadline: the port may be taken, and a killed server's orphans hold its memory for a moment.
 * @throws Error with the server's own words.
 */
export async function startServer(cluster: Cluster, samePort?: number): Promise<RunningServer> {
  const giveUpAt = performance.now() + START_DEADLINE_MS;
  for (;;) {
    const port = samePort ?? (await freePort());
    const program = programFor(cluster, port);
    const url = `postgres://${ROLE}:${cluster.password}@127.0.0.1:${port}/postgres`;
    const process = run(program);
    if (await untilAnswering(process, url, giveUpAt)) return { url, port, process };
    await end(process, "SIGKILL");
    if (performance.now() > giveUpAt) throw new Error(`Postgres did not start. Its last words: ${lastWords(program)}`);
    await sleep(RETRY_PAUSE_MS);
  }
}

function programFor({ directory, dataDirectory, binaries, runner }: Cluster, port: number): Program {
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "fsync=off",
    "log_min_messages=fatal",
  ];
  const args = ["-D", dataDirectory, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])];
  return { path: binaries.postgres, args, directory, runner, env: ENVIRONMENT };
}

async function untilAnswering(process: ChildProcess, url: string, giveUpAt: number): Promise<boolean> {
  while (isRunning(process) && performance.now() < giveUpAt) {
    if (await answers(url)) return true;
    await sleep(20);
  }
  return false;
}

/** Nobody else's server knows the cluster's password. */
async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
