import { describe, expect, test } from "vitest";
import type { Open } from "../conformance.ts";
import { fresh, range, record } from "./set-up.ts";

export function atomicity(open: Open): void {
  describe("put", () => {
    test("replaces what stood there", async () => {
      const { store, another } = await fresh(open);
      await store.put([record("a", "old")]);
      await (await another()).put([record("a", "new")]);
      expect(await store.read(["a"])).toEqual(["new"]);
    });

    test("lets the later of two records under one key stand, and logs both", async () => {
      const { store } = await fresh(open);
      await store.put([record("a", "first"), record("a", "second")]);
      const { entries, values } = await store.tail(null, ["a"], 10);
      expect(values).toEqual(["second"]);
      expect(entries.map((entry) => entry.value)).toEqual(["first", "second"]);
    });

    test("is in force for every other store once it has resolved", async () => {
      const { store, another } = await fresh(open);
      const other = await another();
      for (const index of range(20)) {
        await store.put([record("a", String(index))]);
        expect(await other.read(["a"])).toEqual([String(index)]);
      }
    });

    test("is seen whole or not at all by reads that run meanwhile", async () => {
      const { store, another } = await fresh(open);
      const readers = await Promise.all(range(3).map(() => another()));
      const keys = ["a", "b", "c", "d"];
      let writing = true;
      const seen = readers.map(async (reader) => {
        let count = 0;
        do {
          const values = new Set(await reader.read(keys));
          expect([...values]).toHaveLength(1);
          count += 1;
        } while (writing);
        return count;
      });
      for (const index of range(60)) await store.put(keys.map((key) => record(key, String(index))));
      writing = false;
      for (const count of await Promise.all(seen)) expect(count).toBeGreaterThan(0);
    });
  });

  describe("put if absent", () => {
    test("stores where nothing stands", async () => {
      const { store } = await fresh(open);
      expect(await store.putIfAbsent(record("a", "first"))).toEqual({ value: "first", mark: 1 });
      expect(await store.read(["a"])).toEqual(["first"]);
    });

    test("leaves what stands, whoever put it", async () => {
      const { store, another } = await fresh(open);
      await store.put([record("a", "standing")]);
      expect((await (await another()).putIfAbsent(record("a", "late"))).value).toBe("standing");
      expect(await store.read(["a"])).toEqual(["standing"]);
    });

    test("has one winner among 50 at once, whose value all of them get", async () => {
      const { store, another } = await fresh(open);
      const stores = [store, await another(), await another(), await another(), await another()];
      for (const round of range(5)) {
        const answers = await Promise.all(
          range(50).map((index) => (stores[index % 5] ?? store).putIfAbsent(record(`race:${round}`, `value ${index}`))),
        );
        const values = new Set(answers.map((answer) => answer.value));
        expect(values.size).toBe(1);
        expect(await store.read([`race:${round}`])).toEqual([...values]);
      }
    });
  });
}
