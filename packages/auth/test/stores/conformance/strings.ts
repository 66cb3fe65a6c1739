import { describe, expect, test } from "vitest";
import type { Open } from "../conformance.ts";
import { followed, fresh, range, record, write } from "./set-up.ts";

const VALUES: readonly (readonly [string, string])[] = [
  ["digits", "1"],
  ["leading zero", "01"],
  ["exponent", "1e3"],
  ["big number", "12345678901234567890"],
  ["null", "null"],
  ["true", "true"],
  ["object", "{}"],
  ["array", '["a"]'],
  ["empty", ""],
  ["space", " "],
  ["double quote", '"'],
  ["single quote", "'"],
  ["backslash", "\\"],
  ["line ends", "\r\n+OK\r\n$-1\r\n"],
  ["NUL", "a\0b"],
  ["byte order mark", "\ufeffmarked"],
  ["emoji", "🔑👩‍👩‍👧"],
  ["reply word OK", "OK"],
  ["reply word QUEUED", "QUEUED"],
  ["base64", "bnVsbA=="],
  ["10 kB", "0123456789".repeat(1_000)],
];

export function strings(open: Open): void {
  describe("read", () => {
    test("answers null for a key that was never put", async () => {
      const { store } = await fresh(open);
      expect(await store.read(["token:never"])).toEqual([null]);
    });

    test("answers no keys with no values", async () => {
      const { store } = await fresh(open);
      expect(await store.read([])).toEqual([]);
    });

    test("answers one value per key, in order, null if absent", async () => {
      const { store } = await fresh(open);
      await store.put(write([record("a"), record("c")]));
      expect(await store.read(["c", "b", "a"])).toEqual(["value of c", null, "value of a"]);
    });

    test("answers a key as often as it is asked", async () => {
      const { store } = await fresh(open);
      await store.put(write([record("a")]));
      expect(await store.read(["a", "b", "a", "a"])).toEqual(["value of a", null, "value of a", "value of a"]);
    });

    test("answers 500 keys at once", async () => {
      const { store } = await fresh(open);
      const keys = range(500).map((index) => `key:${index}`);
      await store.put(write(keys.map((key) => record(key))));
      expect(await store.read(keys)).toEqual(keys.map((key) => `value of ${key}`));
    });

    test("knows nothing of the names objects are born with", async () => {
      const { store } = await fresh(open);
      expect(await store.read(["__proto__", "constructor", "toString"])).toEqual([null, null, null]);
      await store.put(write([record("__proto__", "own")]));
      expect(await store.read(["__proto__", "constructor"])).toEqual(["own", null]);
    });

    test("tells keys apart that differ in case only", async () => {
      const { store } = await fresh(open);
      await store.put(write([record("token:Ab")]));
      expect(await store.read(["token:ab", "token:Ab"])).toEqual([null, "value of token:Ab"]);
    });
  });

  describe("gives back the exact string", () => {
    test.each(VALUES)("%s, put", async (_, value) => {
      const { store, another } = await fresh(open);
      await store.put(write([record("a", value)]));
      expect(await (await another()).read(["a"])).toEqual([value]);
    });

    test.each(VALUES)("%s, exchanged", async (_, value) => {
      const { store } = await fresh(open);
      expect(await store.exchange(record("a", value), null, ["a"])).toMatchObject({ value, values: [value] });
      expect(await store.exchange(record("a", "late"), null, ["a"])).toMatchObject({ value, values: [value] });
      expect((await store.readPrimary(["a"])).values).toEqual([value]);
      expect((await store.exchange(record("a", "next"), value, [])).value).toBe("next");
    });

    test.each(VALUES)("%s, as a revision's id and as the answer to a put", async (_, value) => {
      const { store } = await fresh(open);
      const { values } = await store.put(write([record("a", value)], { revisionId: value, keys: ["a", "revision:1"] }));
      expect(values).toEqual([value, value]);
    });

    test("of every kind in the log", async () => {
      const { store } = await followed(open);
      await store.put(write(VALUES.map(([, value], index) => record(`key:${index}`, value))));
      const { entries } = await store.tail({ cursor: null, keys: [], limit: 100 });
      expect(entries).toEqual(VALUES.map(([, value], index) => ({ key: `key:${index}`, value })));
    });
  });
}
