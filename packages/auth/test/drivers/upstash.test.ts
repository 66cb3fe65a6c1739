import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createUpstashLocal, type UpstashLocal } from "@curfew/upstash-local";
import { type RedisServer, startRedis } from "@curfew/upstash-local/testing";
import { afterAll, beforeAll, vi } from "vitest";
import { upstashStore } from "../../src/drivers/upstash.ts";
import { conformance } from "./conformance.ts";
import { harnessOf } from "./harness.ts";
import { outages } from "./network/outages.ts";

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

const logRetentionMs = 1_000;

conformance("upstash", async () => {
  const keyPrefix = `{test:${randomUUID()}}:`;
  return harnessOf({
    connect: () => upstashStore({ url: upstash.url, token, timeoutMs: 20_000, logRetentionMs, keyPrefix }),
    pass: (ms) => sleep(ms),
    logRetentionMs,
  });
});

outages("upstash", {
  port: () => Number(new URL(upstash.url).port),
  connect: (port, timeoutMs) =>
    upstashStore({
      url: `http://127.0.0.1:${port}`,
      token,
      timeoutMs,
      logRetentionMs,
      keyPrefix: `{test:${randomUUID()}}:`,
    }),
});
