import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { createUpstashLocal, type UpstashLocal } from "@curfew/upstash-local";
import { type RedisServer, startRedis } from "@curfew/upstash-local/testing";
import { afterAll, beforeAll } from "vitest";
import { upstashStore } from "../../src/drivers/upstash.ts";
import { conformance } from "./conformance.ts";
import { harnessOf } from "./harness.ts";
import { outages } from "./network/outages.ts";

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
    connect: () => upstashStore({ url: upstash.url, token, timeoutMs: 2_000, logRetentionMs, keyPrefix }),
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
