import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { MARK_KEY, StoreError } from "../../src/index.ts";
import { output, run } from "./programs/run.ts";
import { place } from "./sqlite/place.ts";

const A = { key: "a", value: "x", lifetimeMs: null };

describe("several processes on one file", { timeout: 30_000 }, () => {
  test("have one winner for each key, and a mark of its own for each write", async () => {
    const { path, open } = place();
    const outputs = await Promise.all([1, 2, 3].map(() => output(run("race", path, "50"))));
    const rows = outputs.map((lines) => lines.map((line) => line.split(" ").map(Number)));
    for (let index = 0; index < 50; index += 1) {
      expect(new Set(rows.map((own) => own[index]?.[0])).size).toBe(1);
    }
    const marks = rows.flat().flatMap((row) => row.slice(1));
    expect(new Set(marks).size).toBe(300);
    expect(Math.max(...marks)).toBe(300);
    expect(await open().read([MARK_KEY])).toEqual(["300"]);
  });

  test("see at once what another one has put, and go on when it is killed: nothing it told of is lost", async () => {
    const { path, open } = place();
    const store = open();
    const writer = run("put", path);
    const told: string[] = [];
    for await (const key of writer.lines) {
      told.push(key);
      expect(await store.read([key])).toEqual([key.slice("put:".length)]);
      if (told.length === 100) writer.process.kill("SIGKILL");
    }
    expect(await writer.exit).toBeNull();
    expect(told.length).toBeGreaterThanOrEqual(100);
    const fresh = open();
    expect(await fresh.read(told)).toEqual(told.map((key) => key.slice("put:".length)));
    const [mark] = await fresh.read([MARK_KEY]);
    expect(Number(mark)).toBeGreaterThanOrEqual(told.length);
    expect(await fresh.put([A])).toBe(Number(mark) + 1);
  });
});

describe("a file deleted while an idle process still has it open", { timeout: 30_000 }, () => {
  test("is answered from anew by the others at once", async () => {
    const { path, open } = place();
    const store = open();
    await store.put([A]);
    const holder = run("hold", path);
    for await (const line of holder.lines) {
      expect(line).toBe('["x"]');
      break;
    }
    rmSync(path);
    expect(await store.read(["a", MARK_KEY])).toEqual([null, null]);
    expect(await store.put([{ ...A, key: "b" }])).toBe(1);
    expect(await open().read(["a", "b"])).toEqual([null, "x"]);
  });
});

describe("a file that another program has locked", () => {
  test("for writing: writes wait and are then unknown, off the event loop, while reads go on", async () => {
    const { open, raw } = place();
    const store = open(400);
    await store.put([A]);
    raw().exec("BEGIN IMMEDIATE");
    const before = performance.eventLoopUtilization();
    const started = performance.now();
    const put = expect(store.put([A])).rejects.toThrow(StoreError);
    const putIfAbsent = expect(store.putIfAbsent(A)).rejects.toThrow(StoreError);
    expect(await store.read(["a"])).toEqual(["x"]);
    expect((await store.tail(null, ["a"], 10)).values).toEqual(["x"]);
    await Promise.all([put, putIfAbsent]);
    const took = performance.now() - started;
    expect(took).toBeGreaterThan(350);
    expect(took).toBeLessThan(600);
    expect(performance.eventLoopUtilization(before).active).toBeLessThan(200);
  });

  test("altogether: every call is unknown by its deadline", async () => {
    const { open, raw } = place();
    const store = open(200);
    await store.put([A]);
    await store.close();
    const locker = raw();
    locker.pragma("locking_mode = EXCLUSIVE");
    locker.exec("BEGIN EXCLUSIVE");
    const blocked = open(200);
    const started = performance.now();
    await Promise.all([
      expect(blocked.read(["a"])).rejects.toThrow(StoreError),
      expect(blocked.put([A])).rejects.toThrow(StoreError),
      expect(blocked.putIfAbsent(A)).rejects.toThrow(StoreError),
      expect(blocked.tail(null, ["a"], 10)).rejects.toThrow(StoreError),
    ]);
    expect(performance.now() - started).toBeLessThan(400);
  });

  test("and lets go in time: the write is done", async () => {
    const { open, raw } = place();
    const store = open(5_000);
    await store.put([A]);
    const locker = raw();
    locker.exec("BEGIN IMMEDIATE");
    const put = store.put([A]);
    await sleep(100);
    locker.exec("COMMIT");
    expect(await put).toBe(2);
  });

  test("and a store that is closed meanwhile: the waiting write is unknown at once", async () => {
    const { open, raw } = place();
    const store = open(5_000);
    await store.put([A]);
    raw().exec("BEGIN IMMEDIATE");
    const put = expect(store.put([A])).rejects.toThrow("closed");
    await store.close();
    await put;
  });
});
