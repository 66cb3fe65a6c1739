import { describe, expect, test } from "vitest";
import { REVISION_KEY, revisionKey, type Store } from "../../../src/blacklist/store.ts";
import type { Open } from "../conformance.ts";
import { fresh, range, record, write } from "./set-up.ts";

/** Which of the revisions 1 … count can be read. */
async function standing(store: Store, count: number): Promise<number[]> {
  const numbers = range(count).map((index) => index + 1);
  const values = await store.read(numbers.map(revisionKey));
  return numbers.filter((_, index) => values[index] !== null);
}

export function revisions(open: Open): void {
  describe("a revision", () => {
    test("is none before the first write", async () => {
      const { store } = await fresh(open);
      expect(await store.read([REVISION_KEY, revisionKey(1)])).toEqual([null, null]);
    });

    test("is counted for each put, however many records it has", async () => {
      const { store } = await fresh(open);
      expect((await store.put(write([record("a")]))).revision).toBe(1);
      expect((await store.put(write([record("a"), record("b"), record("c")]))).revision).toBe(2);
      expect((await store.put(write([]))).revision).toBe(3);
    });

    test("leaves the id of its write under its number, forever", async () => {
      const { store, another, pass } = await fresh(open);
      for (const id of ["first", "second"]) await store.put(write([record("a", "x", 60)], { revisionId: id }));
      await pass(80);
      expect(await (await another()).read([revisionKey(1), revisionKey(2), revisionKey(3)])).toEqual([
        "first",
        "second",
        null,
      ]);
    });

    test("is read as a decimal string, by every way of reading", async () => {
      const { store, another } = await fresh(open);
      for (const key of range(11)) await store.put(write([record(String(key))]));
      const keys = [REVISION_KEY, "0"];
      expect((await store.put(write([], { keys }))).values).toEqual(["12", "value of 0"]);
      const other = await another();
      expect(await other.read(keys)).toEqual(["12", "value of 0"]);
      expect((await other.readPrimary(keys)).values).toEqual(["12", "value of 0"]);
      expect((await other.exchange(record("1"), null, keys)).values).toEqual(["12", "value of 0"]);
      expect((await other.tail({ cursor: null, keys: keys, limit: 1 })).values).toEqual(["12", "value of 0"]);
    });

    test("is not counted for reading or exchanging", async () => {
      const { store } = await fresh(open);
      await store.put(write([record("a")]));
      await store.read(["a"]);
      await store.readPrimary(["a"]);
      await store.tail({ cursor: null, keys: ["a"], limit: 10 });
      await store.exchange(record("a", "b"), "value of a", []);
      await store.exchange(record("a", "c"), "value of a", []);
      expect(await store.read([REVISION_KEY, revisionKey(2)])).toEqual(["1", null]);
    });

    test("does not end with the lifetime of what was put", async () => {
      const { store, pass } = await fresh(open);
      await store.put(write([record("a", "x", 60)]));
      await pass(80);
      expect((await store.put(write([]))).revision).toBe(2);
    });

    test("is unique and without gaps for 50 concurrent writers", async () => {
      const { store, another } = await fresh(open);
      const stores = [store, await another(), await another(), await another(), await another()];
      const ids = new Map<number, string>();
      await Promise.all(
        range(50).map(async (index) => {
          const wanted = write([record(`key:${index}`)]);
          const { revision } = await (stores[index % 5] ?? store).put(wanted);
          ids.set(revision, wanted.revisionId);
        }),
      );
      const numbers = range(50).map((index) => index + 1);
      expect([...ids.keys()].sort((a, b) => a - b)).toEqual(numbers);
      expect(await store.read(numbers.map(revisionKey))).toEqual(numbers.map((number) => ids.get(number)));
    });

    test("rises for each writer in the order of its writes", async () => {
      const { store, another } = await fresh(open);
      const seen = await Promise.all(
        [store, await another(), await another()].map(async (writer) => {
          const own: number[] = [];
          for (const index of range(20)) own.push((await writer.put(write([record(`key:${index}`)]))).revision);
          return own;
        }),
      );
      for (const own of seen) expect(own).toEqual([...own].sort((a, b) => a - b));
      expect(new Set(seen.flat()).size).toBe(60);
    });
  });
}

/** For drivers that go by a clock which `pass` moves: a settled revision stands for a minute. */
export function settledRevisions(open: Open): void {
  describe("a settled revision", () => {
    test("goes a minute after it was settled, four a write", async () => {
      const { store, pass } = await fresh(open);
      for (const _ of range(10)) await store.put(write([]));
      await store.put(write([], { settled: 9 }));
      await pass(59_999);
      expect(await standing(store, 11)).toHaveLength(11);
      await pass(1);
      expect(await standing(store, 11)).toEqual([5, 6, 7, 8, 9, 10, 11]);
      await store.put(write([], { settled: 9 }));
      await store.put(write([], { settled: 9 }));
      await pass(60_000);
      expect(await standing(store, 13)).toEqual([9, 10, 11, 12, 13]);
    });

    test("is never the write's own, nor one to come", async () => {
      const { store, pass } = await fresh(open);
      for (const _ of range(3)) await store.put(write([], { settled: Number.MAX_SAFE_INTEGER }));
      await pass(60_000);
      expect(await standing(store, 3)).toEqual([3]);
    });

    test("is none at or above what a write calls settled", async () => {
      const { store, pass } = await fresh(open);
      for (const _ of range(6)) await store.put(write([]));
      await store.put(write([], { settled: 3 }));
      await store.put(write([], { settled: 2 }));
      await store.put(write([], { settled: 1 }));
      await store.put(write([], { settled: 0 }));
      await pass(60_000);
      expect(await standing(store, 10)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
    });
  });
}
