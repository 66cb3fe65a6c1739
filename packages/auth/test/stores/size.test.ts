import { randomUUID } from "node:crypto";
import { startRedis } from "@curfew/testing/redis-server";
import { createUpstashLocal } from "@curfew/upstash-local";
import { expect, onTestFinished, test, vi } from "vitest";
import { StoreError } from "../../src/blacklist/store.ts";
import { systemClock } from "../../src/clock.ts";
import type { Sized } from "../../src/stores/diagnostics.ts";
import { openRedisStore } from "../../src/stores/redis/index.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { openUpstashStore } from "../../src/stores/upstash.ts";
import { record, write } from "./conformance/set-up.ts";
import { place } from "./sqlite/place.ts";

// Real servers take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const OPTIONS = { timeoutMs: 10_000, logRetentionMs: 600_000 };

async function redisUrl(): Promise<string> {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  return server.url;
}

const STORES: Readonly<Record<string, () => Promise<Sized>>> = {
  sqlite: async () => openSqliteStore({ path: place().path, clock: systemClock, ...OPTIONS }),
  redis: async () => openRedisStore({ url: await redisUrl(), ...OPTIONS }),
  async upstash() {
    const token = randomUUID();
    const upstash = await createUpstashLocal({ redisUrl: await redisUrl(), token });
    onTestFinished(() => upstash.close());
    return openUpstashStore({ url: upstash.url, token, ...OPTIONS });
  },
};

for (const [name, open] of Object.entries(STORES)) {
  test(`${name} shows its size: one more for each new record`, async () => {
    const store = await open();
    onTestFinished(() => store.close());
    expect(await store.size()).toBe(0);
    const put = (key: string) => store.put(write([{ key, value: "1", lifetimeMs: 60_000 }]));
    await put("one");
    const first = (await store.size()) ?? 0;
    expect(first).toBeGreaterThan(0);
    await put("one");
    expect(await store.size()).toBe(first + 1); // the revision's id
    await put("two");
    expect(await store.size()).toBe(first + 3);
  });
}

test("sqlite counts the records under its own prefix alone", async () => {
  const { path } = place();
  const open = (keyPrefix: string) => {
    const store = openSqliteStore({ path, clock: systemClock, ...OPTIONS, keyPrefix });
    onTestFinished(() => store.close());
    return store;
  };
  const [own, others] = [open("{a}:"), ["{a}", "{a};", "{A}:", "{_}:", "{b}:"].map(open)] as const;
  for (const other of others) await other.put(write([record("a")]));
  expect(await own.size()).toBe(0);
  await own.put(write([record("a")]));
  expect(await own.size()).toBe(3);
});

test("sqlite doesn't count so many records that the event loop would notice", async () => {
  const { path, open, raw } = place();
  await open().read(["one"]);
  raw().exec(`
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100001)
    INSERT INTO curfew_records SELECT '{curfew}:key:' || i, '1', NULL FROM n`);
  const store = openSqliteStore({ path, clock: systemClock, ...OPTIONS });
  onTestFinished(() => store.close());
  expect(await store.size()).toBeNull();
  raw().exec("DELETE FROM curfew_records WHERE key = '{curfew}:key:1'");
  expect(await store.size()).toBe(100_000);
  await store.close();
  await expect(store.size()).rejects.toThrow(StoreError);
});
