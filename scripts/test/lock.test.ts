import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { tools } from "../paths.mjs";

const module = new URL("../setup/lock.mjs", import.meta.url).href;

/** A lock of this test alone, and a file where its holders write what they do. */
function fresh() {
  const name = `test-${randomUUID()}`;
  const journal = join(tools, `${name}.journal`);
  onTestFinished(() => {
    for (const suffix of ["journal", "lock"]) rmSync(join(tools, `${name}.${suffix}`), { force: true });
  });
  return { name, journal, lock: join(tools, `${name}.lock`) };
}

/** Starts processes that each write `in` and, a little later, `out` under the lock; answers their exit codes. */
function holders(count: number, { name, journal }: { name: string; journal: string }): Promise<unknown[]> {
  const program = `
    import { appendFileSync } from "node:fs";
    import { setTimeout } from "node:timers/promises";
    import { locked } from ${JSON.stringify(module)};
    await locked(${JSON.stringify(name)}, async () => {
      appendFileSync(${JSON.stringify(journal)}, "in ");
      await setTimeout(20);
      appendFileSync(${JSON.stringify(journal)}, "out ");
    });`;
  const start = () => spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: "ignore" });
  return Promise.all(Array.from({ length: count }, async () => (await once(start(), "exit"))[0]));
}

test("of several processes one at a time is inside, and none is left out", async () => {
  const files = fresh();
  expect(await holders(4, files)).toEqual([0, 0, 0, 0]);
  expect(readFileSync(files.journal, "utf8")).toBe("in out ".repeat(4));
  expect(existsSync(files.lock)).toBe(false);
});

test("the lock of a process that died is taken over by one of those who wait", async () => {
  const files = fresh();
  const { pid } = spawnSync(process.execPath, ["--eval", ""]);
  writeFileSync(files.lock, String(pid));
  expect(await holders(4, files)).toEqual([0, 0, 0, 0]);
  expect(readFileSync(files.journal, "utf8")).toBe("in out ".repeat(4));
});
