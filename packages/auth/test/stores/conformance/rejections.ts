import { describe, expect, test } from "vitest";
import { REVISION_KEY, type Store, type StoreRecord } from "../../../src/blacklist/store.ts";
import type { Open } from "../conformance.ts";
import { followed, fresh, record, write } from "./set-up.ts";

const BAD_RECORDS: readonly (readonly [string, StoreRecord])[] = [
  ...[0, -1, -0, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 53].map(
    (lifetimeMs) => [`lifetime ${lifetimeMs}`, record("a", "x", lifetimeMs)] as const,
  ),
  ["no key", record("")],
  ["a space in the key", record("a b")],
  ["a line end in the key", record("a\n")],
  ["a key beyond ASCII", record("schlüssel")],
  ["a key of 513 characters", record("k".repeat(513))],
  ["the counter's key", record(REVISION_KEY, "7")],
  ["a revision's key", record("revision:1", "7")],
  ["the trimming's key", record("revision:oldest", "7")],
  ["the log's key", record("log", "7")],
  ["half a surrogate pair", record("a", "\ud83d")],
];

/** What only an unchecked caller can do. */
function untyped(value: unknown): StoreRecord {
  return { ...record("a"), ...(value as object) };
}

const UNTYPED: readonly (readonly [string, StoreRecord])[] = [
  ["a lifetime of text", untyped({ lifetimeMs: "60" })],
  ["no lifetime at all", untyped({ lifetimeMs: undefined })],
  ["a number as value", untyped({ value: 1 })],
  ["null as value", untyped({ value: null })],
  ["a number as key", untyped({ key: 7 })],
];

export function rejections(open: Open): void {
  describe("refuses, and changes nothing", () => {
    test.each([...BAD_RECORDS, ...UNTYPED])("%s", async (_, bad) => {
      const { store } = await followed(open);
      await expect(store.put(write([record("good"), bad]))).rejects.toThrow(RangeError);
      await expect(store.exchange(bad, null, [])).rejects.toThrow(RangeError);
      expect(await store.read(["good", "a", REVISION_KEY])).toEqual([null, null, null]);
      expect((await store.tail({ cursor: null, keys: [], limit: 10 })).entries).toEqual([]);
    });
  });

  describe("refuses to answer", () => {
    const questions: readonly (readonly [string, (store: Store) => Promise<unknown>])[] = [
      ["a read of an impossible key", (store) => store.read(["a", "b c"])],
      ["a read of the primary of an impossible key", (store) => store.readPrimary(["a", "b c"])],
      ["a put that reads an impossible key", (store) => store.put(write([], { keys: [""] }))],
      ["a put that settles half a revision", (store) => store.put(write([], { settled: 0.5 }))],
      ["a put that settles less than nothing", (store) => store.put(write([], { settled: -1 }))],
      ["a put that keeps less than nothing of the log", (store) => store.put(write([], { keepLogMs: -1 }))],
      ["a put that settles no number", (store) => store.put(write([], { settled: Number.NaN }))],
      ["a put whose id is half a surrogate pair", (store) => store.put(write([], { revisionId: "\udd11" }))],
      ["a put without an id", (store) => store.put(write([], { revisionId: untyped({}).lifetimeMs as never }))],
      ["an exchange that reads an impossible key", (store) => store.exchange(record("a"), null, ["b c"])],
      ["an exchange for half a surrogate pair", (store) => store.exchange(record("a"), "\ud83d", [])],
      ["an exchange for a number", (store) => store.exchange(record("a"), 7 as never, [])],
      ["a tail with an impossible key", (store) => store.tail({ cursor: null, keys: [""], limit: 10 })],
      ["a tail of no entries", (store) => store.tail({ cursor: null, keys: [], limit: 0 })],
      ["a tail of half an entry", (store) => store.tail({ cursor: null, keys: [], limit: 0.5 })],
      ["a tail without end", (store) => store.tail({ cursor: null, keys: [], limit: Number.POSITIVE_INFINITY })],
      ["a tail after an empty cursor", (store) => store.tail({ cursor: "", keys: [], limit: 10 })],
      ["a tail after a cursor of no store", (store) => store.tail({ cursor: "yesterday", keys: [], limit: 10 })],
      ["a tail after a cursor below zero", (store) => store.tail({ cursor: "-1", keys: [], limit: 10 })],
      ["a tail after a cursor of another spelling", (store) => store.tail({ cursor: "1e3", keys: [], limit: 10 })],
      [
        "a tail after a cursor with something before it",
        (store) => store.tail({ cursor: " 1-1", keys: [], limit: 10 }),
      ],
      [
        "a tail after a cursor with something behind it",
        (store) => store.tail({ cursor: "1-1 ", keys: [], limit: 10 }),
      ],
    ];
    test.each(questions)("%s", async (_, ask) => {
      const { store } = await fresh(open);
      await expect(ask(store)).rejects.toThrow(RangeError);
    });
  });

  test("names the argument that it refuses", async () => {
    const { store } = await fresh(open);
    await expect(store.put(write([record("a", "x", 0)]))).rejects.toThrow("lifetimeMs must be");
    await expect(store.tail({ cursor: null, keys: [], limit: 0 })).rejects.toThrow("limit must be");
  });
}
