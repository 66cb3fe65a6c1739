import { describe, expect, test } from "vitest";
import type { Open } from "../conformance.ts";
import { followed, fresh, inLifetime, range, record, write } from "./set-up.ts";

export function exchanges(open: Open): void {
  describe("an exchange", () => {
    test("puts where nothing stands and nothing is expected", async () => {
      const { store } = await fresh(open);
      expect(await store.exchange(record("a", "first"), null, [])).toMatchObject({ value: "first", values: [] });
      expect(await store.read(["a"])).toEqual(["first"]);
    });

    test("leaves what stands where nothing is expected", async () => {
      const { store, another } = await fresh(open);
      await store.put(write([record("a", "standing")]));
      expect((await (await another()).exchange(record("a", "late"), null, [])).value).toBe("standing");
      expect(await store.read(["a"])).toEqual(["standing"]);
    });

    test("replaces exactly what is expected", async () => {
      const { store, another } = await fresh(open);
      await store.put(write([record("a", "first")]));
      expect((await (await another()).exchange(record("a", "second"), "first", [])).value).toBe("second");
      expect(await store.read(["a"])).toEqual(["second"]);
    });

    test.each(["first ", "firs", "FIRST", ""])("leaves what is not exactly the expected %j", async (expected) => {
      const { store } = await fresh(open);
      await store.put(write([record("a", "first")]));
      expect((await store.exchange(record("a", "second"), expected, [])).value).toBe("first");
      expect(await store.read(["a"])).toEqual(["first"]);
    });

    test("puts nothing where something is expected and nothing stands", async () => {
      const { store } = await fresh(open);
      for (const expected of ["first", "", "null", "false"]) {
        expect((await store.exchange(record("a", "second"), expected, [])).value).toBeNull();
      }
      expect(await store.read(["a"])).toEqual([null]);
    });

    test("tells an empty value from nothing", async () => {
      const { store } = await fresh(open);
      await store.put(write([record("a", "")]));
      expect((await store.exchange(record("a", "second"), null, [])).value).toBe("");
      expect((await store.exchange(record("a", "second"), "", [])).value).toBe("second");
    });

    test("reads its keys as of after it", async () => {
      const { store } = await fresh(open);
      await store.put(write([record("a", "first"), record("b")]));
      const keys = ["b", "a", "none", "a"];
      const seen = ["value of b", "second", null, "second"];
      expect((await store.exchange(record("a", "second"), "first", keys)).values).toEqual(seen);
      expect((await store.exchange(record("a", "third"), "first", keys)).values).toEqual(seen);
    });

    test("tells the store's time, which doesn't go back", async () => {
      const { store, pass } = await fresh(open);
      const before = (await store.readPrimary([])).at;
      await pass(30);
      const { at } = await store.exchange(record("a"), null, []);
      await pass(30);
      const after = (await store.readPrimary([])).at;
      expect(at).toBeGreaterThanOrEqual(before + 29);
      expect(after).toBeGreaterThanOrEqual(at + 29);
      expect(after).toBeLessThan(before + 60_000);
    });

    test("takes what is over for nothing", async () => {
      const { store, pass } = await fresh(open);
      await store.put(write([record("a", "first", 60)]));
      await pass(80);
      expect((await store.exchange(record("a", "second"), "first", [])).value).toBeNull();
      expect((await store.exchange(record("a", "second"), null, [])).value).toBe("second");
    });

    test("of a value for itself renews its lifetime", async () => {
      const { store, pass } = await fresh(open);
      const lifeMs = await inLifetime(async (ms) => {
        await store.put(write([record("longer", "x", ms), record("shorter", "x", null)]));
        return (await store.exchange(record("longer", "x", 60_000), "x", [])).value === "x";
      });
      expect((await store.exchange(record("shorter", "x", lifeMs), "x", [])).value).toBe("x");
      await pass(lifeMs + 20);
      expect(await store.read(["longer", "shorter"])).toEqual(["x", null]);
    });

    test("that fails leaves the lifetime as it was", async () => {
      const { store, pass } = await fresh(open);
      const lifeMs = await inLifetime(async (ms) => {
        await store.exchange(record("a", "first", ms), null, []);
        return (await store.exchange(record("a", "second", null), "other", [])).value === "first";
      });
      await pass(lifeMs + 20);
      expect(await store.read(["a"])).toEqual([null]);
    });

    test("has one winner among 50 at once; all get its value", async () => {
      const { store, another } = await fresh(open);
      const stores = [store, await another(), await another(), await another(), await another()];
      let expected: string | null = null;
      for (const round of range(5)) {
        const answers = await Promise.all(
          range(50).map((index) =>
            (stores[index % 5] ?? store).exchange(record("race", `value ${round}:${index}`), expected, ["race"]),
          ),
        );
        const [value = null, ...others] = new Set(answers.flatMap((answer) => [answer.value, ...answer.values]));
        expect([value, others]).toEqual([expect.stringMatching(`^value ${round}:`), []]);
        expect(await store.read(["race"])).toEqual([value]);
        expected = value;
      }
    });

    test("is not logged", async () => {
      const { store } = await followed(open);
      await store.exchange(record("a"), null, []);
      expect(await store.tail({ cursor: null, keys: ["a"], limit: 10 })).toEqual({
        entries: [],
        cursor: null,
        complete: true,
        values: ["value of a"],
      });
    });
  });

  describe("a reading of the primary", () => {
    test("answers as a reading does", async () => {
      const { store, another } = await fresh(open);
      await store.put(write([record("a"), record("c")]));
      const { values, at } = await (await another()).readPrimary(["c", "b", "a", "a"]);
      expect(values).toEqual(["value of c", null, "value of a", "value of a"]);
      expect(at).toSatisfy(Number.isSafeInteger);
      expect((await store.readPrimary([])).values).toEqual([]);
    });

    test("leaves nothing behind", async () => {
      const { store } = await followed(open);
      await store.readPrimary(["a"]);
      expect(await store.tail({ cursor: null, keys: ["a", "probe", "revision"], limit: 10 })).toMatchObject({
        entries: [],
        values: [null, null, null],
      });
    });
  });
}
