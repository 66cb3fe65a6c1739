import type { Database } from "@curfew/api";
import { createUpstashLocal } from "@curfew/upstash-local";
import {
  type FaultProxy,
  type RedisFault,
  type RedisServer,
  type RestFault,
  startFaultProxy,
  startRedis,
} from "@curfew/upstash-local/testing";
import type { AppProcess } from "../processes/process.ts";
import { ORIGIN } from "../processes/service.ts";
import { startSite } from "../support/site.ts";

/** The deadline of an app whose store is to fall sick. */
export const TIMEOUT_MS = 500;

export type Fault = RedisFault | RestFault;

/** The app, and the line to its store, which can be cut. */
export interface Service extends AppProcess {
  readonly proxy: FaultProxy<Fault>;
  /** The server at the end of the line. */
  readonly redis: RedisServer;
  readonly database: Database;
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
  return startApp(atTheEnd, { proxy, redis }, { REDIS_URL: proxy.url, ...settings });
};

export const overUpstash: Open = async (atTheEnd, settings) => {
  const redis = await startServer(atTheEnd);
  const upstash = await createUpstashLocal({ redisUrl: redis.url, token: crypto.randomUUID() });
  atTheEnd(upstash.close);
  const proxy = await startFaultProxy({ target: upstash.url, protocol: "rest" });
  atTheEnd(proxy.close);
  const place = { UPSTASH_REDIS_REST_URL: proxy.url, UPSTASH_REDIS_REST_TOKEN: upstash.token };
  return startApp(atTheEnd, { proxy, redis }, { ...place, ...settings });
};

/** A server keeps one blacklist. */
async function startServer(atTheEnd: AtTheEnd): Promise<RedisServer> {
  const redis = await startRedis();
  atTheEnd(redis.stop);
  return redis;
}

async function startApp(
  atTheEnd: AtTheEnd,
  line: Pick<Service, "proxy" | "redis">,
  settings: Settings,
): Promise<Service> {
  const own = { APP_ORIGIN: ORIGIN, BLACKLIST_TIMEOUT_MS: String(TIMEOUT_MS), LOGIN_ATTEMPTS: "1000" };
  const { origin, log, app, close } = await startSite({ ...own, ...settings }, atTheEnd);
  const process = { address: origin, log: () => log.join(""), kill: close, stop: close };
  return { ...line, ...process, database: app.database };
}
