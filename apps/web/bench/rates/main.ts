import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startPostgres } from "@curfew/testing/postgres";
import { startRedis } from "@curfew/testing/redis-server";
import { type Rates, ratesByTurns } from "./by-turns.ts";
import { headChanges } from "./ceiling.ts";
import { type Fleet, startFleet } from "./fleet.ts";
import { hangUp } from "./post.ts";
import { print, ratio } from "./report.ts";

/**
 * Prints what refreshes and endings reach over HTTP, on one process and on four, and what bounds endings: the changes of the
 * head, one after the other. `npm run bench -- <folder>` measures another checkout by turns with this one, as "before".
 */
const LOAD = { connections: 16, sessions: 64, rounds: 3, roundMs: 1_200 };
const HERE = resolve(import.meta.dirname, "../../../..");
const checkouts = [HERE, ...process.argv.slice(2).map((path) => resolve(path))];

const folder = await mkdtemp(join(tmpdir(), "curfew-rates-"));
const [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
try {
  console.log(
    `\nOver HTTP, ${LOAD.connections} connections, ${availableParallelism()} processors; Postgres waits for no disk`,
  );
  for (const kind of ["sqlite", "postgres"] as const) {
    const one = await printRates(kind, 1, null);
    await printRates(kind, 4, one);
    await printCeiling(kind);
  }
} finally {
  hangUp();
  await Promise.all([redis.stop(), postgres.stop()]);
  await rm(folder, { recursive: true, force: true });
}

type Kind = "sqlite" | "postgres";

async function printRates(kind: Kind, processes: number, one: Rates | null): Promise<Rates> {
  const fleets: Fleet[] = [];
  for (const checkout of checkouts) fleets.push(await start(kind, processes, checkout));
  const [now, before] = await ratesByTurns(fleets, LOAD);
  for (const { stop } of fleets) stop();
  if (now === undefined) throw new Error("nothing was measured");
  for (const name of ["refreshes", "logouts", "logins"] as const) {
    const title = `${name}, ${kind}, ${processes} process${processes === 1 ? "" : "es"}`;
    print(title, now[name], [
      one && ratio(now[name], one[name], "one process"),
      before && ratio(now[name], before[name], "before"),
    ]);
  }
  return now;
}

async function start(kind: Kind, processes: number, checkout: string): Promise<Fleet> {
  const DATA_DIR = await mkdtemp(join(folder, "data-"));
  const shared = { DATA_DIR, APP_ORIGIN: "http://localhost:1", LOGIN_ATTEMPTS: "100000", BLACKLIST_TIMEOUT_MS: "5000" };
  const network = async () => ({
    ...{ DATABASE_URL: await postgres.createDatabase(), REDIS_URL: redis.url },
    KEY_PREFIX: `{${DATA_DIR.slice(-6)}}:`,
  });
  const settings = { ...shared, ...(kind === "postgres" && (await network())) };
  return startFleet({ checkout, processes, sessions: LOAD.sessions, settings });
}

async function printCeiling(kind: Kind): Promise<void> {
  for (const endings of [1, LOAD.connections]) {
    const url = kind === "postgres" ? await postgres.createDatabase() : null;
    const changes = await headChanges({ url, directory: await mkdtemp(join(folder, "head-")) }, endings);
    print(`endings that share the head by ${endings}, ${kind}, at most`, changes * endings, [
      `${changes.toFixed(0)} changes`,
    ]);
  }
}
