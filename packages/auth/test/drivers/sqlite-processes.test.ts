import { rmSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { MARK_KEY } from "../../src/index.ts";
import { output, run } from "./programs/run.ts";
import { place } from "./sqlite/place.ts";

// Real servers and processes take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const A = { key: "a", value: "x", lifetimeMs: null };

describe("several processes on one file", () => {
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

describe("a file deleted while an idle process still has it open", () => {
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
