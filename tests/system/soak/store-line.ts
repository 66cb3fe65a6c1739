import { randomUUID } from "node:crypto";
import { REDIS_FAULTS, REST_FAULTS, startFaultProxy } from "@curfew/testing/fault-proxy";
import { startPostgres } from "@curfew/testing/postgres";
import type { ManagedRedis } from "@curfew/testing/redis-server";
import { createUpstashLocal } from "@curfew/upstash-local";
import type { Settings } from "@curfew/web/testing";

export type StoreKind = "redis" | "upstash";

interface StoreFault {
  readonly name: string;
  begin(): Promise<void>;
}

/** The line between an app and its store, which can fail on command, and the database that goes with it. */
export interface StoreLine {
  /** Every way in which it can fail. */
  readonly faults: readonly StoreFault[];
  heal(): Promise<void>;
  readonly settings: Settings;
  close(): Promise<void>;
}

/** Opens a line: Postgres beside Redis, and SQLite beside Upstash. */
export function openLine(kind: StoreKind, redis: ManagedRedis): Promise<StoreLine> {
  return kind === "redis" ? overTcp(redis) : overRest(redis);
}

async function overTcp(redis: ManagedRedis): Promise<StoreLine> {
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

async function overRest(redis: ManagedRedis): Promise<StoreLine> {
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
