import { describe, expect, test } from "vitest";
import type { Open } from "../conformance.ts";
import { followed, fresh, record, write } from "./set-up.ts";

/** For drivers that go by a clock which `pass` moves: their lifetimes end to the millisecond. */
export function exactLifetimes(open: Open): void {
  test("a lifetime ends exactly, to the millisecond", async () => {
    const { store, pass } = await fresh(open);
    await store.put(write([record("a", "x", 60)]));
    await pass(59);
    expect(await store.read(["a"])).toEqual(["x"]);
    await pass(1);
    expect(await store.read(["a"])).toEqual([null]);
    expect((await store.exchange(record("a", "y"), null, [])).value).toBe("y");
  });

  test("an entry of the log is kept for the retention", async () => {
    const { store, pass } = await followed(open, 100);
    const keys = async () => (await store.tail({ cursor: null, keys: [], limit: 10 })).entries.map(({ key }) => key);
    await store.put(write([record("a")]));
    await pass(100);
    await store.put(write([record("b")]));
    expect(await keys()).toEqual(["a", "b"]);
    await pass(1);
    await store.put(write([record("c")]));
    expect(await keys()).toEqual(["b", "c"]);
  });
}

/** For the same: a write may ask for a longer log than the store's own, and for none that is shorter. */
export function exactRetention(open: Open): void {
  test("an entry of the log is kept longer if a write asks", async () => {
    const { store, pass } = await followed(open, 100);
    const keys = async () => (await store.tail({ cursor: null, keys: [], limit: 10 })).entries.map(({ key }) => key);
    await store.put(write([record("a")]));
    await pass(300);
    await store.put(write([record("b")], { keepLogMs: 300 }));
    expect(await keys()).toEqual(["a", "b"]);
    await pass(100);
    await store.put(write([record("c")], { keepLogMs: 50 }));
    expect(await keys()).toEqual(["b", "c"]);
  });
}

export function lifetimes(open: Open): void {
  describe("a lifetime", () => {
    test("ends: a record of 60 ms is gone, for read and for tail", async () => {
      const { store, another, pass } = await fresh(open);
      await store.put(write([record("short", "x", 60), record("long", "y", 60_000), record("ever", "z", null)]));
      const other = await another();
      await pass(80);
      expect(await store.read(["short", "long", "ever"])).toEqual([null, "y", "z"]);
      expect((await other.tail({ cursor: null, keys: ["short", "long", "ever"], limit: 10 })).values).toEqual([
        null,
        "y",
        "z",
      ]);
    });

    test("lasts: a record stands until its end", async () => {
      const { store, pass } = await fresh(open);
      await store.put(write([record("a", "x", 5_000)]));
      await pass(100);
      expect(await store.read(["a"])).toEqual(["x"]);
    });

    test("may be as long as numbers go", async () => {
      const { store, pass } = await fresh(open);
      await store.put(write([record("a", "x", Number.MAX_SAFE_INTEGER)]));
      await store.exchange(record("b", "y", Number.MAX_SAFE_INTEGER), null, []);
      await pass(10);
      expect(await store.read(["a", "b"])).toEqual(["x", "y"]);
    });

    test("is replaced together with the record", async () => {
      const { store, pass } = await fresh(open);
      await store.put(write([record("kept", "x", 60), record("dropped", "x", null)]));
      await store.put(write([record("kept", "y", null), record("dropped", "y", 60)]));
      await pass(80);
      expect(await store.read(["kept", "dropped"])).toEqual(["y", null]);
    });

    test("ends for what was exchanged, and then nothing stands there", async () => {
      const { store, pass } = await fresh(open);
      expect((await store.exchange(record("a", "first", 60), null, [])).value).toBe("first");
      await pass(80);
      expect(await store.read(["a"])).toEqual([null]);
    });
  });
}
