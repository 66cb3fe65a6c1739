import { rmSync } from "node:fs";
import { describe, expect, test, vi } from "vitest";
import { REVISION_KEY, revisionKey } from "../../src/blacklist/store.ts";
import { write } from "./conformance/set-up.ts";
import { output, run } from "./programs/run.ts";
import { place } from "./sqlite/place.ts";

// Real servers and processes take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const A = { key: "a", value: "x", lifetimeMs: null };

describe("several processes on one file", () => {
  test("have one winner per key, and one revision per write", async () => {
    const { path, open } = place();
    const outputs = await Promise.all([1, 2, 3].map(() => output(run("race", path, "50"))));
    const rows = outputs.map((lines) => lines.map((line) => line.split(" ")));
    for (let index = 0; index < 50; index += 1) {
      expect(new Set(rows.map((own) => own[index]?.[0])).size).toBe(1);
    }
    const ids = new Map(rows.flat().map(([, revision, id]) => [Number(revision), id]));
    const numbers = Array.from({ length: 150 }, (_, index) => index + 1);
    expect(await open().read(numbers.map(revisionKey))).toEqual(numbers.map((number) => ids.get(number)));
    expect(await open().read([REVISION_KEY])).toEqual(["150"]);
  });

  test("see each other's writes at once, and survive each other's kill", async () => {
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
    const [revision] = await fresh.read([REVISION_KEY]);
    expect(Number(revision)).toBeGreaterThanOrEqual(told.length);
    expect((await fresh.put(write([A]))).revision).toBe(Number(revision) + 1);
  });
});

describe("a file deleted while an idle process still has it open", () => {
  test("is answered from anew by the others at once", async () => {
    const { path, open } = place();
    const store = open();
    await store.put(write([A]));
    const holder = run("hold", path);
    for await (const line of holder.lines) {
      expect(line).toBe('["x"]');
      break;
    }
    rmSync(path);
    expect(await store.read(["a", REVISION_KEY])).toEqual([null, null]);
    expect((await store.put(write([{ ...A, key: "b" }]))).revision).toBe(1);
    expect(await open().read(["a", "b"])).toEqual([null, "x"]);
  });
});
