import type { Database } from "@curfew/api";
import type { Store } from "@curfew/auth";
import { openRedisStore } from "@curfew/auth/stores/redis";
import { openUpstashStore } from "@curfew/auth/stores/upstash";
import { ORIGIN } from "@curfew/testing/client";
import { type FaultProxy, type RedisFault, type RestFault, startFaultProxy } from "@curfew/testing/fault-proxy";
import { type RedisServer, startRedis } from "@curfew/testing/redis-server";
import { createUpstashLocal } from "@curfew/upstash-local";
import type { AppProcess } from "@curfew/web/testing";
import { startSite } from "@curfew/web/testing";

/** The deadline of an app whose store is to fail. */
export const TIMEOUT_MS = 500;

export type ProxyFault = RedisFault | RestFault;

/** The app, and the line to its store, which can be cut. */
export interface Service extends AppProcess {
  readonly proxy: FaultProxy<ProxyFault>;
  /** The server at the end of the line. */
  readonly redis: RedisServer;
  readonly database: Database;
  /** Whether a driver of its own, on the same line, gets as much as any call sends answered within the deadline. */
  isQuick(): Promise<boolean>;
}

type Settings = Readonly<Record<string, string>>;

/** Takes what is to be done in the end, the last first. */
export type AtTheEnd = (work: () => Promise<void>) => void;

/** Starts an app of its own. */
export type Open = (atTheEnd: AtTheEnd, settings?: Settings) => Promise<Service>;

export const overRedis: Open = async (atTheEnd, settings) => {
  const redis = await startServer(atTheEnd);
  const proxy = await startFaultProxy({ target: redis.url, protocol: "redis" });
  atTheEnd(proxy.close);
  const control = openRedisStore({ url: proxy.url, ...LIMITS });
  atTheEnd(control.close);
  return startApp(atTheEnd, { proxy, redis, isQuick: () => isQuick(control) }, { REDIS_URL: proxy.url, ...settings });
};

export const overUpstash: Open = async (atTheEnd, settings) => {
  const redis = await startServer(atTheEnd);
  const upstash = await createUpstashLocal({ redisUrl: redis.url, token: crypto.randomUUID() });
  atTheEnd(upstash.close);
  const proxy = await startFaultProxy({ target: upstash.url, protocol: "rest" });
  atTheEnd(proxy.close);
  const place = { UPSTASH_REDIS_REST_URL: proxy.url, UPSTASH_REDIS_REST_TOKEN: upstash.token };
  const control = openUpstashStore({ url: proxy.url, token: upstash.token, ...LIMITS });
  atTheEnd(control.close);
  return startApp(atTheEnd, { proxy, redis, isQuick: () => isQuick(control) }, { ...place, ...settings });
};

const LIMITS = { timeoutMs: TIMEOUT_MS, logRetentionMs: 700_000 };

/** The most that a call sends. */
const MOST_SENT = 3;

async function isQuick(store: Store): Promise<boolean> {
  const startedAt = performance.now();
  try {
    for (let sent = 0; sent < MOST_SENT; sent += 1) await store.readPrimary([]);
  } catch {
    return false;
  }
  return performance.now() - startedAt < TIMEOUT_MS;
}

/** A server keeps one blacklist. */
async function startServer(atTheEnd: AtTheEnd): Promise<RedisServer> {
  const redis = await startRedis();
  atTheEnd(redis.stop);
  return redis;
}

async function startApp(
  atTheEnd: AtTheEnd,
  line: Pick<Service, "proxy" | "redis" | "isQuick">,
  settings: Settings,
): Promise<Service> {
  const own = { APP_ORIGIN: ORIGIN, BLACKLIST_TIMEOUT_MS: String(TIMEOUT_MS), LOGIN_ATTEMPTS: "1000" };
  const { origin, log, app, close } = await startSite({ ...own, ...settings }, atTheEnd);
  const process = { address: origin, log: () => log.join(""), kill: close, stop: close };
  return { ...line, ...process, database: app.database };
}
