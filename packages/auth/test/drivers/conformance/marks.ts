import { describe, expect, test } from "vitest";
import { MARK_KEY } from "../../../src/index.ts";
import type { Open } from "../conformance.ts";
import { fresh, range, record } from "./set-up.ts";

export function marks(open: Open): void {
  describe("the mark", () => {
    test("is null before the first write", async () => {
      const { store } = await fresh(open);
      expect(await store.read([MARK_KEY])).toEqual([null]);
    });

    test("grows by one with each put, however many records it has", async () => {
      const { store } = await fresh(open);
      expect(await store.put([record("a")])).toBe(1);
      expect(await store.put([record("a"), record("b"), record("c")])).toBe(2);
      expect(await store.put([])).toBe(3);
    });

    test("grows by one with each put if absent, won or lost", async () => {
      const { store } = await fresh(open);
      expect((await store.putIfAbsent(record("a"))).mark).toBe(1);
      expect((await store.putIfAbsent(record("a"))).mark).toBe(2);
    });

    test("is read as a decimal string beside other keys, and by tail", async () => {
      const { store, another } = await fresh(open);
      for (const key of range(12)) await store.put([record(String(key))]);
      const other = await another();
      expect(await other.read(["0", MARK_KEY])).toEqual(["value of 0", "12"]);
      expect((await other.tail(null, [MARK_KEY], 1)).values).toEqual(["12"]);
    });

    test("does not grow by reading", async () => {
      const { store } = await fresh(open);
      await store.put([record("a")]);
      await store.read(["a"]);
      await store.tail(null, ["a"], 10);
      expect(await store.read([MARK_KEY])).toEqual(["1"]);
    });

    test("does not end with the lifetime of what was put", async () => {
      const { store, pass } = await fresh(open);
      await store.put([record("a", "x", 60)]);
      await pass(80);
      expect(await store.put([])).toBe(2);
    });

    test("is another for each of 50 writers at once, without a gap", async () => {
      const { store, another } = await fresh(open);
      const stores = [store, await another(), await another(), await another(), await another()];
      const written = range(10).flatMap((round) =>
        stores.map(async (writer, index) =>
          round % 2 === 0
            ? writer.put([record(`key:${round}:${index}`)])
            : (await writer.putIfAbsent(record("same"))).mark,
        ),
      );
      const all = (await Promise.all(written)).sort((a, b) => a - b);
      expect(all).toEqual(range(50).map((index) => index + 1));
      expect(await store.read([MARK_KEY])).toEqual(["50"]);
    });

    test("grows for each writer in the order of its writes", async () => {
      const { store, another } = await fresh(open);
      const seen = await Promise.all(
        [store, await another(), await another()].map(async (writer) => {
          const own: number[] = [];
          for (const index of range(20)) own.push(await writer.put([record(`key:${index}`)]));
          return own;
        }),
      );
      for (const own of seen) expect(own).toEqual([...own].sort((a, b) => a - b));
      expect(new Set(seen.flat()).size).toBe(60);
    });
  });
}
