import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type RedisServer, startRedis } from "@curfew/testing/redis-server";
import { createUpstashLocal, type UpstashLocal } from "@curfew/upstash-local";
import { afterAll, beforeAll, describe, vi } from "vitest";
import { openRedisStore } from "../../src/stores/redis/index.ts";
import { openNodeRedisStore } from "../../src/stores/redis/node-redis.ts";
import { openUpstashStore } from "../../src/stores/upstash.ts";
import { conformance } from "./conformance.ts";
import { harnessOf } from "./harness.ts";
import { outages } from "./network/outages.ts";
import { ioredisClient, nodeRedisClient, prefix, upstashClient } from "./own-clients.ts";

// Real servers and processes take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const token = randomUUID();
let server: RedisServer;
let upstash: UpstashLocal;
beforeAll(async () => {
  server = await startRedis();
  upstash = await createUpstashLocal({ redisUrl: server.url, token });
});
afterAll(async () => {
  await upstash.close();
  await server.stop();
});

describe("a client of ioredis", () => {
  const connect = (port: number, timeoutMs: number, keyPrefix = prefix()) =>
    openRedisStore({ client: ioredisClient(port), timeoutMs, logRetentionMs: 60_000, keyPrefix });

  conformance("redis", async (logRetentionMs) => {
    const [keyPrefix, client] = [prefix(), ioredisClient(server.port)];
    return harnessOf({
      connect: () => openRedisStore({ client, timeoutMs: 20_000, logRetentionMs, keyPrefix }),
      pass: (ms) => sleep(ms),
    });
  });
  outages("redis", { port: () => server.port, connect });
});

describe("a client of node-redis", () => {
  const connect = (port: number, timeoutMs: number, keyPrefix = prefix()) =>
    openNodeRedisStore({ client: nodeRedisClient(port), timeoutMs, logRetentionMs: 60_000, keyPrefix });

  conformance("redis", async (logRetentionMs) => {
    const [keyPrefix, client] = [prefix(), nodeRedisClient(server.port)];
    return harnessOf({
      connect: () => openNodeRedisStore({ client, timeoutMs: 20_000, logRetentionMs, keyPrefix }),
      pass: (ms) => sleep(ms),
    });
  });
  outages("redis", { port: () => server.port, connect });
});

describe("a client of @upstash/redis", () => {
  conformance("upstash", async (logRetentionMs) => {
    const [keyPrefix, client] = [prefix(), upstashClient(upstash.url, token)];
    return harnessOf({
      connect: () => openUpstashStore({ client, timeoutMs: 20_000, logRetentionMs, keyPrefix }),
      pass: (ms) => sleep(ms),
    });
  });
  outages("upstash", {
    port: () => Number(new URL(upstash.url).port),
    connect: (port, timeoutMs) => {
      const client = upstashClient(`http://127.0.0.1:${port}`, token);
      return openUpstashStore({ client, timeoutMs, logRetentionMs: 60_000, keyPrefix: prefix() });
    },
  });
});
