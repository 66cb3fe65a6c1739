import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type RedisServer, startRedis } from "@curfew/testing/redis-server";
import { afterAll, beforeAll, vi } from "vitest";
import { openRedisStore } from "../../src/stores/redis/index.ts";
import { conformance } from "./conformance.ts";
import { harnessOf } from "./harness.ts";
import { outages } from "./network/outages.ts";

// Real servers and processes take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

conformance("redis", async (logRetentionMs) => {
  const keyPrefix = `{test:${randomUUID()}}:`;
  return harnessOf({
    connect: () => openRedisStore({ url: server.url, timeoutMs: 20_000, logRetentionMs, keyPrefix }),
    pass: (ms) => sleep(ms),
  });
});

outages("redis", {
  port: () => server.port,
  connect: (port, timeoutMs) =>
    openRedisStore({
      url: `redis://127.0.0.1:${port}`,
      timeoutMs,
      logRetentionMs: 60_000,
      keyPrefix: `{test:${randomUUID()}}:`,
    }),
});
