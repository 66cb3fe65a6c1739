import { randomUUID } from "node:crypto";
import { type RedisServer, startRedis } from "@curfew/testing/redis-server";
import { Redis, type RedisConfigNodejs } from "@upstash/redis";
import { afterAll, beforeAll } from "vitest";
import { createUpstashLocal, type UpstashLocal } from "../src/index.ts";

export const TOKEN = "0123456789-abcdefghij-KLMNOPQRST";

export interface Stack {
  readonly redis: RedisServer;
  readonly local: UpstashLocal;
  /** The real client: one request a call, values as they are, no second tries. */
  client(config?: Partial<RedisConfigNodejs>): Redis;
  /** A plain request with the token. */
  request(path: string, init?: RequestInit): Promise<Response>;
}

/** One private Redis with upstash-local in front for a whole file; keys are random, so its tests don't meet. */
export function useStack(): Stack {
  let redis: RedisServer;
  let local: UpstashLocal;
  beforeAll(async () => {
    redis = await startRedis();
    local = await createUpstashLocal({ redisUrl: redis.url, token: TOKEN });
  });
  afterAll(async () => {
    await local.close();
    await redis.stop();
  });
  return {
    get redis() {
      return redis;
    },
    get local() {
      return local;
    },
    client: (config) => clientOf(local.url, config),
    request: (path, init) => requestTo(local.url, path, init),
  };
}

export function clientOf(url: string, config: Partial<RedisConfigNodejs> = {}): Redis {
  return new Redis({
    url,
    token: TOKEN,
    enableAutoPipelining: false,
    automaticDeserialization: false,
    retry: { retries: 0 },
    ...config,
  });
}

export function requestTo(url: string, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  if (!headers.has("authorization")) headers.set("authorization", `Bearer ${TOKEN}`);
  return fetch(url + path, { ...init, headers });
}

export function post(body: unknown, headers: Record<string, string> = {}): RequestInit {
  return { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body), headers };
}

export function randomKey(): string {
  return `test:${randomUUID()}`;
}
