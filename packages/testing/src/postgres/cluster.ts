import { randomBytes } from "node:crypto";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { complete, type Runner } from "../child-process.ts";
import { type Binaries, findBinaries, findRunner } from "./binaries.ts";

/** A Postgres data directory of our own, and what it takes to serve it. */
export interface Cluster {
  readonly directory: string;
  readonly dataDirectory: string;
  readonly binaries: Binaries;
  readonly runner: Runner;
  readonly password: string;
  remove(): Promise<void>;
}

/** Messages are in English whatever the machine speaks. */
export const ENVIRONMENT = { NODE_ENV: "production", LC_ALL: "C" } as const;

/** The one role of a cluster made here. */
export const ROLE = "curfew";

export async function createCluster(): Promise<Cluster> {
  const directory = await mkdtemp(join(tmpdir(), "curfew-postgres-"));
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    const runner = findRunner();
    if (runner.uid !== undefined && runner.gid !== undefined) await chown(directory, runner.uid, runner.gid);
    const binaries = await findBinaries(runner, directory);
    const password = randomBytes(12).toString("hex");
    const cluster = { directory, dataDirectory: join(directory, "data"), binaries, runner, password, remove };
    await initialise(cluster);
    return cluster;
  } catch (error) {
    await remove();
    throw error;
  }
}

async function initialise({ directory, dataDirectory, binaries, runner, password }: Cluster): Promise<void> {
  const passwordFile = join(directory, "password");
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (runner.uid !== undefined && runner.gid !== undefined) await chown(passwordFile, runner.uid, runner.gid);
  const args = [
    `--pgdata=${dataDirectory}`,
    `--username=${ROLE}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--no-sync",
  ];
  await complete({ path: binaries.initdb, args, directory, runner, env: ENVIRONMENT });
  await rm(passwordFile);
}
