import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type RedisServer, startRedis } from "@curfew/testing/redis-server";
import { createUpstashLocal, type UpstashLocal } from "@curfew/upstash-local";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { openUpstashStore } from "../../src/stores/upstash.ts";
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

conformance("upstash", async (logRetentionMs) => {
  const keyPrefix = `{test:${randomUUID()}}:`;
  return harnessOf({
    connect: () => openUpstashStore({ url: upstash.url, token, timeoutMs: 20_000, logRetentionMs, keyPrefix }),
    pass: (ms) => sleep(ms),
  });
});

outages("upstash", {
  port: () => Number(new URL(upstash.url).port),
  connect: (port, timeoutMs) =>
    openUpstashStore({
      url: `http://127.0.0.1:${port}`,
      token,
      timeoutMs,
      logRetentionMs: 60_000,
      keyPrefix: `{test:${randomUUID()}}:`,
    }),
});

test("tells the server's time", async () => {
  const before = Date.now();
  const store = openUpstashStore({ url: upstash.url, token, timeoutMs: 10_000, logRetentionMs: 60_000 });
  const time = (await store.time()).getTime();
  expect(time).toBeGreaterThanOrEqual(before);
  expect(time).toBeLessThanOrEqual(Date.now());
});

describe("advice", () => {
  async function advice(config: Record<string, string>): Promise<readonly string[]> {
    const own = await startRedis({ config });
    onTestFinished(() => own.stop());
    const { url, close } = await createUpstashLocal({ redisUrl: own.url, token });
    onTestFinished(close);
    return openUpstashStore({ url, token, timeoutMs: 10_000, logRetentionMs: 60_000 }).diagnose();
  }

  test("names an evicting policy", async () => {
    const policy = { "maxmemory-policy": "allkeys-lru" };
    expect(await advice(policy)).toEqual([expect.stringContaining("maxmemory-policy is allkeys-lru")]);
  });

  test("is silent on persistence, which is Upstash's own business", async () => {
    expect(await advice({})).toEqual([]);
  });
});
