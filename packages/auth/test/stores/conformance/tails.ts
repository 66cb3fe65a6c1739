import { setImmediate as nextRound, setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { FOLLOWERS_KEY, type LogEntry, REVISION_KEY, type Store } from "../../../src/blacklist/store.ts";
import type { Open } from "../conformance.ts";
import { follow, followed, fresh, range, record, write } from "./set-up.ts";

/** Little enough to wait for. */
const RETENTION_MS = 300;

/** Follows the log in small pages until `done` says so, and answers everything it saw. */
async function follows(store: Store, done: (seen: readonly LogEntry[]) => boolean): Promise<readonly LogEntry[]> {
  const seen: LogEntry[] = [];
  let cursor: string | null = null;
  while (!done(seen)) {
    const tail = await store.tail({ cursor: cursor, keys: [], limit: 7 });
    seen.push(...tail.entries);
    cursor = tail.cursor;
    // A store that answers at once would let no other work begin.
    await nextRound();
  }
  return seen;
}

export function tails(open: Open): void {
  describe("tail", () => {
    test("of an empty log has no entries, no cursor and is complete", async () => {
      const { store } = await followed(open);
      expect(await store.tail({ cursor: null, keys: ["a"], limit: 10 })).toEqual({
        entries: [],
        cursor: null,
        complete: true,
        values: [null],
      });
    });

    test("shows entries in the order they were put", async () => {
      const { store, another } = await followed(open);
      await store.put(write([record("b"), record("a")]));
      await (await another()).put(write([record("d"), record("c")]));
      const { entries, complete } = await store.tail({ cursor: null, keys: [], limit: 10 });
      expect(entries.map((entry) => entry.key)).toEqual(["b", "a", "d", "c"]);
      expect(complete).toBe(true);
    });

    test("gives at most the limit, and goes on after its cursor", async () => {
      const { store } = await followed(open);
      await store.put(write(range(5).map((index) => record(`key:${index}`))));
      const first = await store.tail({ cursor: null, keys: [], limit: 2 });
      const second = await store.tail({ cursor: first.cursor, keys: [], limit: 2 });
      const third = await store.tail({ cursor: second.cursor, keys: [], limit: 2 });
      expect([first, second, third].map((tail) => tail.entries.map((entry) => entry.key))).toEqual([
        ["key:0", "key:1"],
        ["key:2", "key:3"],
        ["key:4"],
      ]);
      expect([first.complete, second.complete, third.complete]).toEqual([false, false, true]);
    });

    test("begins at the oldest entry where its cursor's is gone", async () => {
      const [{ store }, { store: other }] = [await followed(open), await followed(open)];
      for (const key of ["a", "b", "c"]) await store.put(write([record(key)]));
      // Redis names entries by the millisecond, in which no failover is over.
      await sleep(5);
      for (const key of ["d", "e", "f"]) await other.put(write([record(key)]));
      const { cursor } = await store.tail({ cursor: null, keys: [], limit: 2 });
      const tail = await other.tail({ cursor, keys: [], limit: 2 });
      expect([tail.entries.map(({ key }) => key), tail.complete]).toEqual([["d", "e"], false]);
      const last = await other.tail({ cursor: tail.cursor, keys: [], limit: 2 });
      expect([last.entries.map(({ key }) => key), last.complete]).toEqual([["f"], true]);
    });

    test("is complete when the limit is just enough", async () => {
      const { store } = await followed(open);
      await store.put(write([record("a"), record("b")]));
      expect((await store.tail({ cursor: null, keys: [], limit: 2 })).complete).toBe(true);
    });

    test("keeps its cursor without new entries, and in another store", async () => {
      const { store, another } = await followed(open);
      await store.put(write([record("a")]));
      const { cursor } = await store.tail({ cursor: null, keys: [], limit: 10 });
      expect(cursor).not.toBeNull();
      expect(await store.tail({ cursor: cursor, keys: [], limit: 10 })).toEqual({
        entries: [],
        cursor,
        complete: true,
        values: [],
      });
      await store.put(write([record("b")]));
      const next = await (await another()).tail({ cursor: cursor, keys: [], limit: 10 });
      expect(next.entries).toEqual([{ key: "b", value: "value of b" }]);
    });

    test("shows nothing that was put without a follower", async () => {
      const { store, another, pass } = await fresh(open);
      const other = await another();
      await store.put(write([record("before")]));
      await follow(store, 500);
      await other.put(write([record("meanwhile")]));
      await pass(550);
      await store.put(write([record("after")]));
      await follow(other);
      await store.put(write([record("again")]));
      const { entries } = await other.tail({ cursor: null, keys: [], limit: 10 });
      expect(entries.map((entry) => entry.key)).toEqual(["meanwhile", "again"]);
    });

    test("shows what was put under a follower's record of any value", async () => {
      const { store } = await fresh(open);
      await store.exchange(record(FOLLOWERS_KEY, ""), null, []);
      await store.put(write([record("a")]));
      expect((await store.tail({ cursor: null, keys: [], limit: 10 })).entries).toEqual([
        { key: "a", value: "value of a" },
      ]);
    });

    test("shows what was put even after its lifetime", async () => {
      const { store, pass } = await followed(open);
      await store.put(write([record("a", "x", 60)]));
      await pass(80);
      expect(await store.tail({ cursor: null, keys: ["a"], limit: 10 })).toMatchObject({
        entries: [{ key: "a", value: "x" }],
        values: [null],
      });
    });

    test("reads its keys at the moment of its entries", async () => {
      const { store, another } = await followed(open);
      const reader = await another();
      let writing = true;
      const reading = (async () => {
        let count = 0;
        while (writing) {
          const { entries, values, complete } = await reader.tail({
            cursor: null,
            keys: ["a", REVISION_KEY],
            limit: 1_000,
          });
          expect(complete).toBe(true);
          expect(values).toEqual([entries.at(-1)?.value ?? null, entries.length === 0 ? null : String(entries.length)]);
          count += 1;
          await nextRound();
        }
        return count;
      })();
      for (const index of range(60)) await store.put(write([record("a", String(index))]));
      writing = false;
      expect(await reading).toBeGreaterThan(0);
    });

    test("followed page by page beside five writers misses nothing and repeats nothing", async () => {
      const { store, another } = await followed(open);
      const writers = await Promise.all(range(5).map(() => another()));
      const following = follows(store, (seen) => seen.length >= 100);
      await Promise.all(
        writers.map(async (writer, index) => {
          for (const round of range(20)) await writer.put(write([record(`writer:${index}`, String(round))]));
        }),
      );
      const seen = await following;
      expect(seen).toHaveLength(100);
      for (const index of range(5)) {
        const own = seen.filter((entry) => entry.key === `writer:${index}`).map((entry) => entry.value);
        expect(own).toEqual(range(20).map(String));
      }
    });

    test("goes on after its cursor when earlier entries were trimmed", async () => {
      const { store, pass } = await followed(open, RETENTION_MS);
      await store.put(write([record("a")]));
      const { cursor } = await store.tail({ cursor: null, keys: [], limit: 10 });
      await pass(RETENTION_MS + 50);
      await store.put(write([record("b")]));
      await store.put(write([record("c")]));
      const { entries } = await store.tail({ cursor: cursor, keys: [], limit: 10 });
      expect(entries.map((entry) => entry.key)).toEqual(["b", "c"]);
    });

    test("keeps all entries younger than the retention, however many", async () => {
      const { store } = await followed(open);
      for (const round of range(4)) await store.put(write(range(100).map((index) => record(`${round}:${index}`))));
      for (const key of ["a", "b", "c"]) await store.put(write([record(key)]));
      expect((await store.tail({ cursor: null, keys: [], limit: 1_000 })).entries).toHaveLength(403);
    });

    test("trims entries older than the retention, and no others", async () => {
      const { store, pass } = await followed(open, RETENTION_MS);
      for (const round of range(4)) await store.put(write(range(100).map((index) => record(`old:${round}:${index}`))));
      const { cursor } = await store.tail({ cursor: null, keys: [], limit: 1 });
      await pass(RETENTION_MS + 50);
      const young = range(6).map((index) => `young:${index}`);
      for (const key of young) await store.put(write([record(key)]));
      const keys = (await store.tail({ cursor: null, keys: [], limit: 1_000 })).entries.map((entry) => entry.key);
      expect(keys.slice(-6)).toEqual(young);
      expect(keys).not.toContain("old:0:0");
      expect(keys.length).toBeLessThan(300);
      const resumed = (await store.tail({ cursor: cursor, keys: [], limit: 1_000 })).entries.map((entry) => entry.key);
      expect(resumed).toEqual(keys);
    });
  });
}
