import { describe, expect, test } from "vitest";
import { FOLLOWERS_KEY, REVISION_KEY, revisionKey } from "../../../src/blacklist/store.ts";
import type { Open } from "../conformance.ts";
import { followed, fresh, range, record, write } from "./set-up.ts";

const HERE = "1.abcdefgh:";
const THERE = "2.abc-_fgh:";

export function restorations(open: Open): void {
  describe("a restoration", () => {
    test("puts its record, and beside it what is missing", async () => {
      const { store, another } = await fresh(open);
      await store.put(write([record("b", "standing")]));
      const restoration = { record: record("state", "1"), expected: null, records: [record("a"), record("b")] };
      expect(await store.restore(restoration)).toEqual({ value: "1" });
      expect(await (await another()).read(["state", "a", "b"])).toEqual(["1", "value of a", "standing"]);
    });

    test.each([null, "", "0", "1 "])("puts nothing where something else stands than %j", async (expected) => {
      const { store } = await fresh(open);
      await store.put(write([record("state", "1")]));
      const restoration = { record: record("state", "2"), expected, records: [record("a")] };
      expect(await store.restore(restoration)).toEqual({ value: "1" });
      expect(await store.read(["state", "a"])).toEqual(["1", null]);
    });

    test("puts nothing where something is expected and nothing stands", async () => {
      const { store } = await fresh(open);
      const restoration = { record: record("state", "2"), expected: "1", records: [record("a")] };
      expect(await store.restore(restoration)).toEqual({ value: null });
      expect(await store.read(["state", "a"])).toEqual([null, null]);
    });

    test("replaces exactly what is expected", async () => {
      const { store } = await fresh(open);
      for (const [value, expected] of [
        ["1", null],
        ["2", "1"],
        ["", "2"],
        ["3", ""],
      ] as const) {
        expect(await store.restore({ record: record("state", value), expected, records: [] })).toEqual({ value });
      }
    });

    test("keeps lifetimes, and takes what is over for nothing", async () => {
      const { store, pass } = await fresh(open);
      await store.put(write([record("over", "old", 60), record("state", "0", 60)]));
      await pass(80);
      const records = [record("over", "new", 500), record("brief", "x", 60)];
      await store.restore({ record: record("state", "1"), expected: null, records });
      expect(await store.read(["over", "brief"])).toEqual(["new", "x"]);
      await pass(80);
      expect(await store.read(["over", "brief", "state"])).toEqual(["new", null, "1"]);
    });

    test("counts no revision and isn't logged", async () => {
      const { store } = await followed(open);
      await store.restore({ record: record("state"), expected: null, records: [record("a")] });
      expect(await store.tail({ cursor: null, keys: [REVISION_KEY], limit: 10 })).toMatchObject({
        entries: [],
        values: [null],
      });
    });

    test("of 2,000 records is one step", async () => {
      const { store } = await fresh(open);
      const records = range(2_000).map((each) => record(`${HERE}session:${each}`, "x", 60_000));
      expect(await store.restore({ record: record("state", "1"), expected: null, records })).toEqual({ value: "1" });
      expect(await store.read([`${HERE}session:0`, `${HERE}session:1999`])).toEqual(["x", "x"]);
    });

    test("has one winner among 20 at once, whose records alone are put", async () => {
      const { store, another } = await fresh(open);
      const stores = [store, await another(), await another()];
      const answers = await Promise.all(
        range(20).map((each) =>
          (stores[each % 3] ?? store).restore({
            record: record("state", `${each}`),
            expected: null,
            records: [record("first", `${each}`), record(`own:${each}`)],
          }),
        ),
      );
      const [winner] = await store.read(["state"]);
      expect(new Set(answers.map(({ value }) => value))).toEqual(new Set([winner]));
      const owns = await store.read(["first", ...range(20).map((each) => `own:${each}`)]);
      expect(owns.filter((value) => value !== null)).toEqual([winner, `value of own:${winner}`]);
    });
  });

  describe("a space", () => {
    test("counts revisions of its own", async () => {
      const { store } = await fresh(open);
      expect((await store.put(write([], { space: HERE, revisionId: "here" }))).revision).toBe(1);
      expect((await store.put(write([], { space: HERE }))).revision).toBe(2);
      expect((await store.put(write([], { space: THERE, revisionId: "there" }))).revision).toBe(1);
      expect((await store.put(write([], { revisionId: "none" }))).revision).toBe(1);
      const keys = [HERE + revisionKey(1), THERE + revisionKey(1), revisionKey(1), HERE + REVISION_KEY, REVISION_KEY];
      expect(await store.read(keys)).toEqual(["here", "there", "none", "2", "1"]);
    });

    test("has a log of its own, kept while somebody follows that one", async () => {
      const { store } = await followed(open);
      await store.put(write([record(`${HERE}a`)], { space: HERE }));
      await store.exchange(record(HERE + FOLLOWERS_KEY, "one"), null, []);
      await store.put(write([record(`${HERE}b`)], { space: HERE }));
      await store.put(write([record("c")]));
      const keysIn = async (space: string) =>
        (await store.tail({ space, cursor: null, keys: [], limit: 10 })).entries.map(({ key }) => key);
      expect(await keysIn(HERE)).toEqual([`${HERE}b`]);
      expect(await keysIn(THERE)).toEqual([]);
      expect(await keysIn("")).toEqual(["c"]);
    });

    test.each(["here", "1.abcdefgh", "1.abc:", ":", "A.abcdefgh:", "1.abcdefgh:x"])("isn't %j", async (space) => {
      const { store } = await fresh(open);
      await expect(store.put(write([], { space }))).rejects.toThrow(RangeError);
      await expect(store.tail({ space, cursor: null, keys: [], limit: 1 })).rejects.toThrow(RangeError);
    });

    test.each(["revision", "revision:1", "log"])("keeps %j for itself", async (name) => {
      const { store } = await fresh(open);
      const stolen = record(HERE + name);
      await expect(store.put(write([stolen]))).rejects.toThrow(RangeError);
      await expect(store.restore({ record: record("a"), expected: null, records: [stolen] })).rejects.toThrow(
        RangeError,
      );
      await expect(store.restore({ record: stolen, expected: null, records: [] })).rejects.toThrow(RangeError);
    });
  });
}
