import { expect, test, vi } from "vitest";
import { REVISION_KEY, StoreError } from "../../src/blacklist/store.ts";
import { range, record, write } from "./conformance/set-up.ts";
import { place } from "./sqlite/place.ts";

// Real files take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000 });

test("writes that come together are committed together", async () => {
  const { open, raw } = place();
  const store = open();
  await store.put(write([record("first")]));
  const watcher = raw();
  const seen = new Set([countOf(watcher)]);
  const puts = range(20).map((i) => store.put(write([record(`a${i}`)])).then(() => seen.add(countOf(watcher))));
  await Promise.all(puts);
  expect([...seen].sort()).toEqual([1, 21]);
});

test("a write that fails undoes itself alone", async () => {
  const { open, raw } = place();
  const store = open();
  await store.put(write([record("first")]));
  raw().exec(
    `CREATE TRIGGER refuse BEFORE INSERT ON curfew_records WHEN new.key LIKE '%:bad' BEGIN SELECT RAISE(ABORT, 'no'); END`,
  );
  const outcomes = await Promise.allSettled(
    ["a", "bad", "b"].map((key) => store.put(write([record(`${key}1`), record(key)]))),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(outcomes[1]).toMatchObject({ reason: expect.any(StoreError) });
  expect(await store.read(["a1", "bad1", "b1", REVISION_KEY])).toEqual(["value of a1", null, "value of b1", "3"]);
});

test("a transaction that SQLite undoes is told to its whole group", async () => {
  const { open, raw } = place();
  const store = open();
  await store.put(write([record("first")]));
  raw().exec(
    `CREATE TRIGGER undo BEFORE INSERT ON curfew_records WHEN new.key LIKE '%:bad' BEGIN SELECT RAISE(ROLLBACK, 'no'); END`,
  );
  const outcomes = await Promise.allSettled(["a", "bad", "b"].map((key) => store.put(write([record(key)]))));
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(await store.read(["a", "b", REVISION_KEY])).toEqual([null, null, "1"]);
  await store.put(write([record("a")]));
});

test("more writes than one group holds are all done", async () => {
  const store = place().open();
  await Promise.all(range(100).map((i) => store.put(write([record(`a${i}`)]))));
  expect(await store.read([REVISION_KEY])).toEqual(["100"]);
});

/** The revisions that another program sees. */
function countOf(database: ReturnType<ReturnType<typeof place>["raw"]>): number {
  const row = database.prepare("SELECT value FROM curfew_records WHERE key LIKE '%:revision'").pluck().get();
  return Number(row);
}
