import { describe, expect, onTestFinished, test } from "vitest";
import { REVISION_KEY, revisionKey, type Store } from "../../../src/blacklist/store.ts";
import { follow, range, record, write } from "./set-up.ts";

/** A place of its own that several stores share: opens one under a prefix. */
export type Share = () => Promise<(keyPrefix: string) => Store>;

const PAIRS = [
  ["{one}:", "{two}:"],
  ["{one}:", "{ONE}:"],
  ["{one}:", "{one}:more:"],
  ["{_}:", "{x}:"],
  ["{%}:", "{x}:"],
  ["{*}:", "{x}:"],
  ["{1}", "{1}1"],
] as const;

/** For drivers whose place several deployments may share, each under a prefix of its own. */
export function prefixes(name: string, share: Share): void {
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
        expect(await stranger.tail(null, [], 10)).toMatchObject({ entries: [], cursor: null });
        await follow(stranger);
        for (const index of range(3)) await store.put(write([record("a", `own ${index}`)], { settled: 3 }));
        expect(await stranger.read(["a", REVISION_KEY, revisionKey(2)])).toEqual(["strange", "1", null]);
        expect((await stranger.tail(null, [], 10)).entries).toEqual([]);
        expect((await stranger.exchange(record("a", "stranger"), "strange", ["a"])).values).toEqual(["stranger"]);
        expect(await store.read(["a", REVISION_KEY])).toEqual(["own 2", "3"]);
        expect((await stranger.put(write([record("b")], { settled: 2 }))).revision).toBe(2);
        const { entries, cursor } = await store.tail(null, ["b"], 2);
        expect(entries.map(({ value }) => value)).toEqual(["own 0", "own 1"]);
        expect(await store.tail(cursor, [], 10)).toMatchObject({ entries: [{ key: "a", value: "own 2" }] });
        expect((await stranger.tail(null, [], 10)).entries).toEqual([{ key: "b", value: "value of b" }]);
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
  test.each(BAD)(
    `${name}: the prefix %j, which no key can have or which holds no hash tag, is refused`,
    async (bad) => {
      const open = await share();
      expect(() => open(bad)).toThrow(RangeError);
    },
  );

  test.each(["{c}", "app:{c}", "{c}:{}", "{{c}", "{c}}:x"])(`${name}: the prefix %s holds a hash tag`, async (good) => {
    const [store] = await opened(good);
    await store?.put(write([record("a")]));
    expect(await store?.read(["a"])).toEqual(["value of a"]);
  });
}
