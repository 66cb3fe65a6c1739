import { randomUUID } from "node:crypto";
import { startRedis } from "@curfew/testing/redis-server";
import { createUpstashLocal } from "@curfew/upstash-local";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { REVISION_KEY, revisionKey, type Store } from "../../src/blacklist/store.ts";
import { systemClock } from "../../src/clock.ts";
import { openRedisStore } from "../../src/stores/redis/index.ts";
import { openSqliteStore } from "../../src/stores/sqlite/index.ts";
import { openUpstashStore } from "../../src/stores/upstash.ts";
import { follow, range, record, write } from "./conformance/set-up.ts";
import { place } from "./sqlite/place.ts";

// Real servers and files take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const OPTIONS = { timeoutMs: 20_000, logRetentionMs: 60_000 };

async function redisUrl(): Promise<string> {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  return server.url;
}

/** A place of its own that several stores share, by driver: opens one under a prefix. */
const SHARES: Readonly<Record<string, () => Promise<(keyPrefix: string) => Store>>> = {
  async sqlite() {
    const { path } = place();
    return (keyPrefix) => openSqliteStore({ path, clock: systemClock, ...OPTIONS, keyPrefix });
  },
  async redis() {
    const url = await redisUrl();
    return (keyPrefix) => openRedisStore({ url, ...OPTIONS, keyPrefix });
  },
  async upstash() {
    const token = randomUUID();
    const { url, close } = await createUpstashLocal({ redisUrl: await redisUrl(), token });
    onTestFinished(close);
    return (keyPrefix) => openUpstashStore({ url, token, ...OPTIONS, keyPrefix });
  },
};

const PAIRS = [
  ["{one}:", "{two}:"],
  ["{one}:", "{ONE}:"],
  ["{one}:", "{one}:more:"],
  ["{_}:", "{x}:"],
  ["{%}:", "{x}:"],
  ["{*}:", "{x}:"],
  ["{1}", "{1}1"],
] as const;

for (const [name, share] of Object.entries(SHARES)) {
  async function opened(...wanted: readonly string[]): Promise<Store[]> {
    const open = await share();
    return wanted.map((keyPrefix) => {
      const store = open(keyPrefix);
      onTestFinished(() => store.close());
      return store;
    });
  }

  describe(`${name}: two deployments under two prefixes`, () => {
    test.each(PAIRS)("%s and %s see nothing of each other's records, revisions and logs", async (...pair) => {
      for (const [first, second] of [pair, [...pair].reverse()]) {
        const [store, stranger] = (await opened(first ?? "", second ?? "")) as [Store, Store];
        await follow(store);
        await stranger.put(write([record("a", "strange")]));
        expect(await stranger.tail({ cursor: null, keys: [], limit: 10 })).toMatchObject({ entries: [], cursor: null });
        await follow(stranger);
        for (const index of range(3)) await store.put(write([record("a", `own ${index}`)], { settled: 3 }));
        expect(await stranger.read(["a", REVISION_KEY, revisionKey(2)])).toEqual(["strange", "1", null]);
        expect((await stranger.tail({ cursor: null, keys: [], limit: 10 })).entries).toEqual([]);
        expect((await stranger.exchange(record("a", "stranger"), "strange", ["a"])).values).toEqual(["stranger"]);
        expect(await store.read(["a", REVISION_KEY])).toEqual(["own 2", "3"]);
        expect((await stranger.put(write([record("b")], { settled: 2 }))).revision).toBe(2);
        const { entries, cursor } = await store.tail({ cursor: null, keys: ["b"], limit: 2 });
        expect(entries.map(({ value }) => value)).toEqual(["own 0", "own 1"]);
        expect(await store.tail({ cursor: cursor, keys: [], limit: 10 })).toMatchObject({
          entries: [{ key: "a", value: "own 2" }],
        });
        expect((await stranger.tail({ cursor: null, keys: [], limit: 10 })).entries).toEqual([
          { key: "b", value: "value of b" },
        ]);
      }
    });

    test("are told apart by what they were told to use", async () => {
      const [one, two, same] = await opened("{one}:", "{two}:", "{one}:");
      expect(one?.setting).not.toBe(two?.setting);
      expect(one?.setting).toBe(same?.setting);
      expect(one?.setting).toContain("{one}:");
    });
  });

  const BAD = ["", "curfew:", "{}:", "{curfew:", "curfew}:", "}curfew{", "{}{curfew}:", "a b{c}", "schlüssel{c}"];
  test.each(BAD)(`${name}: the prefix %j, without a usable hash tag, is refused`, async (bad) => {
    const open = await share();
    expect(() => open(bad)).toThrow(RangeError);
  });

  test.each(["{c}", "app:{c}", "{c}:{}", "{{c}", "{c}}:x"])(`${name}: the prefix %s holds a hash tag`, async (good) => {
    const [store] = await opened(good);
    await store?.put(write([record("a")]));
    expect(await store?.read(["a"])).toEqual(["value of a"]);
  });
}
