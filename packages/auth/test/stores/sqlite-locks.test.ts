import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { REVISION_KEY, StoreError } from "../../src/blacklist/store.ts";
import { CALLS, expectUnknown } from "./calls.ts";
import { write } from "./conformance/set-up.ts";
import { place } from "./sqlite/place.ts";

// Real files take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const A = { key: "a", value: "x", lifetimeMs: null };

describe("a file that another program has locked", () => {
  test("for writing: writes wait and are then unknown, reads go on", async () => {
    const { open, raw } = place();
    const store = open(400);
    await store.put(write([A]));
    raw().exec("BEGIN IMMEDIATE");
    let turns = 0;
    const timer = setInterval(() => {
      turns += 1;
    }, 10);
    const writes = [
      expectUnknown(store.put(write([A])), 400),
      expectUnknown(store.exchange(A, null, []), 400),
      expectUnknown(store.readPrimary(["a"]), 400),
    ];
    expect(await store.read(["a"])).toEqual(["x"]);
    expect((await store.tail({ cursor: null, keys: ["a"], limit: 10 })).values).toEqual(["x"]);
    expect(await open(400).read(["a"])).toEqual(["x"]);
    await Promise.all(writes);
    clearInterval(timer);
    // Waiting inside SQLite would leave the event loop a turn between two calls, and no more.
    expect(turns).toBeGreaterThan(10);
  });

  test("altogether: every call is unknown by its deadline", async () => {
    const { open, raw } = place();
    const store = open();
    await store.put(write([A]));
    await store.close();
    const locker = raw();
    locker.pragma("locking_mode = EXCLUSIVE");
    locker.exec("BEGIN EXCLUSIVE");
    const blocked = open(200);
    await Promise.all(CALLS.map(([, call]) => expectUnknown(call(blocked), 200)));
  });

  test("and lets go in time: the write is done", async () => {
    const { open, raw } = place();
    const store = open(5_000);
    await store.put(write([A]));
    const locker = raw();
    locker.exec("BEGIN IMMEDIATE");
    const put = store.put(write([A]));
    await sleep(100);
    locker.exec("COMMIT");
    expect((await put).revision).toBe(2);
  });

  test("and lets go after the caller's deadline: nothing is written", async () => {
    const { open, raw } = place();
    const store = open(5_000);
    await store.put(write([A]));
    const locker = raw();
    locker.exec("BEGIN IMMEDIATE");
    const late = new AbortController();
    const refused = expect(store.put(write([A]), late.signal)).rejects.toThrow(StoreError);
    late.abort();
    await refused;
    locker.exec("COMMIT");
    await expect(store.put(write([A]), AbortSignal.abort())).rejects.toThrow(StoreError);
    expect(await store.read([REVISION_KEY])).toEqual(["1"]);
  });

  test("altogether, and lets go in time: opening gets its answer", async () => {
    const { open, raw } = place();
    const first = open();
    await first.put(write([A]));
    await first.close();
    const locker = raw();
    locker.pragma("locking_mode = EXCLUSIVE");
    locker.exec("BEGIN EXCLUSIVE");
    const answer = open(5_000).read(["a"]);
    await sleep(100);
    locker.close();
    expect(await answer).toEqual(["x"]);
  });

  test("and a store closed meanwhile: the waiting write is unknown at once", async () => {
    const { open, raw } = place();
    const store = open(5_000);
    await store.put(write([A]));
    raw().exec("BEGIN IMMEDIATE");
    const put = expect(store.put(write([A]))).rejects.toThrow("closed");
    await store.close();
    await put;
  });
});
