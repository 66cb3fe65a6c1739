import { setImmediate as nextRound } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Open } from "../conformance.ts";
import { followed, fresh, range, record, write } from "./set-up.ts";

export function atomicity(open: Open): void {
  describe("put", () => {
    test("replaces what stood there", async () => {
      const { store, another } = await fresh(open);
      await store.put(write([record("a", "old")]));
      await (await another()).put(write([record("a", "new")]));
      expect(await store.read(["a"])).toEqual(["new"]);
    });

    test("lets the later of two records under one key win", async () => {
      const { store } = await followed(open);
      await store.put(write([record("a", "first"), record("a", "second")]));
      const { entries, values } = await store.tail({ cursor: null, keys: ["a"], limit: 10 });
      expect(values).toEqual(["second"]);
      expect(entries.map((entry) => entry.value)).toEqual(["first", "second"]);
    });

    test("is in force for every other store once it has resolved", async () => {
      const { store, another } = await fresh(open);
      const other = await another();
      for (const index of range(20)) {
        await store.put(write([record("a", String(index))]));
        expect(await other.read(["a"])).toEqual([String(index)]);
      }
    });

    test("reads its keys as of after it, in the order asked", async () => {
      const { store, another } = await fresh(open);
      await store.put(write([record("a", "old"), record("b")]));
      const keys = ["none", "a", "c", "b", "a"];
      const { values } = await (await another()).put(write([record("a", "new"), record("c")], { keys }));
      expect(values).toEqual([null, "new", "value of c", "value of b", "new"]);
    });

    test("reads what no other write can have changed since", async () => {
      const { store, another } = await fresh(open);
      const stores = [store, await another(), await another()];
      await Promise.all(
        range(60).map(async (index) => {
          const wanted = write([record("a", `value ${index}`), record("b", `value ${index}`)], { keys: ["a", "b"] });
          const { values } = await (stores[index % 3] ?? store).put(wanted);
          expect(values).toEqual([`value ${index}`, `value ${index}`]);
        }),
      );
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
          // A store that answers at once would let no other work begin.
          await nextRound();
        } while (writing);
        return count;
      });
      for (const index of range(60)) await store.put(write(keys.map((key) => record(key, String(index)))));
      writing = false;
      for (const count of await Promise.all(seen)) expect(count).toBeGreaterThan(0);
    });
  });
}
