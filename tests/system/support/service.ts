import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ORIGIN } from "@curfew/testing/client";
import { type RedisServer, startRedis } from "@curfew/testing/redis-server";
import { type AppProcess, type Settings, startProcess } from "@curfew/web/testing";
import { expect } from "vitest";

/** Where a service keeps its blacklist: in its folder, or in a Redis that keeps everything. */
export type Place = "embedded" | "redis";

export const PLACES: readonly Place[] = ["embedded", "redis"];

/** Every process of one service: one folder, and one Redis where there is any. */
export interface Service {
  readonly folder: string;
  /** Null for the embedded blacklist. */
  readonly redis: RedisServer | null;
  /** Starts one more process. */
  start(): Promise<AppProcess>;
  /** Starts two processes at once. */
  startTwo(): Promise<readonly [AppProcess, AppProcess]>;
  /** Ends everything that was started. Throws if any process met a fault of its own. */
  close(): Promise<void>;
}

/**
 * Patience with a machine on which much else runs, and no limit to failed logins: what is tested here
 * is not how long anything takes.
 */
const PATIENT = {
  APP_ORIGIN: ORIGIN,
  BLACKLIST_TIMEOUT_MS: "20000",
  REFRESH_GRACE_SECONDS: "30",
  LOGIN_ATTEMPTS: "1000000",
};

export async function openService(place: Place, settings: Settings = {}): Promise<Service> {
  const folder = await mkdtemp(join(tmpdir(), "curfew-processes-"));
  const redis = place === "redis" ? await startRedis({ appendonly: true }) : null;
  const environment = { ...PATIENT, DATA_DIR: folder, ...(redis && { REDIS_URL: redis.url }), ...settings };
  const started: AppProcess[] = [];

  const start = async () => {
    const process = await startProcess(environment);
    started.push(process);
    return process;
  };

  return {
    folder,
    redis,
    start,
    startTwo: () => Promise.all([start(), start()]),
    async close() {
      await Promise.all(started.map((process) => process.kill()));
      await redis?.stop();
      await rm(folder, { recursive: true });
      expect(started.flatMap(({ log }) => faultsIn(log()))).toEqual([]);
    },
  };
}

/** The lines that tell of a fault in the sources. That something was down is told without a trace. */
function faultsIn(log: string): string[] {
  return log.split("\n").filter((line) => line.startsWith("{") && line.includes('"trace":'));
}
