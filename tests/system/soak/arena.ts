import { randomUUID } from "node:crypto";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ORIGIN } from "@curfew/testing/client";
import { REDIS_FAULTS, REST_FAULTS, startFaultProxy } from "@curfew/testing/fault-proxy";
import { startPostgres } from "@curfew/testing/postgres";
import { type RedisServer, startRedis } from "@curfew/testing/redis-server";
import { createUpstashLocal } from "@curfew/upstash-local";
import { type AppProcess, SERVER, type Settings, startProcess } from "@curfew/web/testing";
import { ageLoss } from "./age-loss.ts";
import { type Checker, createChecker } from "./checker.ts";

export type StoreKind = "redis" | "upstash";

/** Up to so long after an ending `late` may let its tokens pass. */
export const STALENESS_MS = 1_000;

interface StoreFault {
  readonly name: string;
  begin(): Promise<void>;
}

/** A service whose store can fail on command: three processes on one database, Postgres beside Redis and SQLite beside Upstash. */
export interface Arena {
  readonly checker: Checker;
  readonly redis: RedisServer;
  /** Every way in which its line to the store can fail. */
  readonly faults: readonly StoreFault[];
  heal(): Promise<void>;
  /** Runs from the beginning to the end. */
  readonly steady: AppProcess;
  /** Is killed now and then. */
  readonly frail: () => AppProcess;
  /** Lets verdicts rest on revocations up to `STALENESS_MS` old. */
  readonly late: AppProcess;
  /** Whether the steady process has pages, or only what stands for them. */
  readonly hasPages: boolean;
  /** Kills the frail process and starts another in its place. */
  replaceFrail(): Promise<void>;
  /** Has everything a store keeps on disk stand as it stood when `keep` was called. */
  keep(): Promise<void>;
  restore(): Promise<void>;
  /** Has the store's last loss be so old that another one is none too many. */
  ageLoss(): Promise<void>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 3_000;
/** A line that swallowed a question is given up at the deadline; then the breaker asks anew. */
const RECOVERY_MS = TIMEOUT_MS + 2_000;

const PATIENT: Settings = {
  APP_ORIGIN: ORIGIN,
  // Tokens that don't expire meanwhile: then nothing but the blacklist refuses them.
  ACCESS_TOKEN_SECONDS: "86400",
  REFRESH_GRACE_SECONDS: "30",
  // Long enough for a machine that is busy making all this load.
  BLACKLIST_TIMEOUT_MS: String(TIMEOUT_MS),
  // Guessers reach it, and people who can't remember whether they changed their password don't.
  LOGIN_ATTEMPTS: "1000",
  // Hostile callers have addresses of their own.
  TRUSTED_PROXY_HOPS: "1",
};

export async function openArena(kind: StoreKind): Promise<Arena> {
  const [folder, backup] = [await temporaryFolder(), await temporaryFolder()];
  const redis = await startRedis({ appendonly: true, directory: await temporaryFolder() });
  const line = await LINES[kind](redis);
  const checker = createChecker(RECOVERY_MS);
  const build = process.env.CURFEW_BUILD_DIR;
  const settings = { ...PATIENT, ...line.settings, DATA_DIR: folder };
  const start = (more: Settings = {}, program: { readonly program?: string } = {}) =>
    startProcess({ ...settings, ...more }, { ...program, hear: checker.hear });
  const steady = await (build === undefined ? start() : start({ CURFEW_BUILD_DIR: build }, { program: SERVER }));
  const late = await start({ BLACKLIST_MAX_STALENESS_MS: String(STALENESS_MS) });
  let frail = await start();

  return {
    ...{ checker, redis, steady, late },
    ...{ faults: line.faults, heal: line.heal },
    frail: () => frail,
    hasPages: build !== undefined,
    async replaceFrail() {
      await frail.kill();
      frail = await start();
    },
    async keep() {
      await rm(backup, { recursive: true });
      await cp(redis.directory, backup, { recursive: true });
    },
    async restore() {
      await redis.kill();
      await rm(redis.directory, { recursive: true });
      await cp(backup, redis.directory, { recursive: true });
      await redis.restart();
    },
    ageLoss: () => ageLoss(line.settings.DATABASE_URL ?? null, folder),
    async close() {
      await Promise.all([steady, late, frail].map((app) => app.kill()));
      await line.close();
      await redis.stop();
      await Promise.all([folder, backup, redis.directory].map((each) => rm(each, { recursive: true })));
    },
  };
}

interface Line extends Pick<Arena, "faults" | "heal"> {
  readonly settings: Settings;
  close(): Promise<void>;
}

async function overTcp(redis: RedisServer): Promise<Line> {
  const proxy = await startFaultProxy({ target: redis.url, protocol: "redis" });
  const postgres = await startPostgres();
  return {
    faults: REDIS_FAULTS.map(({ name, fault }) => ({ name, begin: () => proxy.set(fault) })),
    heal: () => proxy.set(null),
    settings: { REDIS_URL: proxy.url, DATABASE_URL: await postgres.createDatabase() },
    async close() {
      await proxy.close();
      await postgres.stop();
    },
  };
}

async function overRest(redis: RedisServer): Promise<Line> {
  const upstash = await createUpstashLocal({ redisUrl: redis.url, port: 0, token: randomUUID() });
  const proxy = await startFaultProxy({ target: upstash.url, protocol: "rest" });
  return {
    faults: REST_FAULTS.map(({ name, fault }) => ({ name, begin: () => proxy.set(fault) })),
    heal: () => proxy.set(null),
    settings: { UPSTASH_REDIS_REST_URL: proxy.url, UPSTASH_REDIS_REST_TOKEN: upstash.token },
    async close() {
      await proxy.close();
      await upstash.close();
    },
  };
}

const LINES: Readonly<Record<StoreKind, (redis: RedisServer) => Promise<Line>>> = { redis: overTcp, upstash: overRest };

function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "curfew-soak-"));
}
