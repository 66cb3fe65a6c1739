import { execFile } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);

async function examples(): Promise<string[]> {
  const readme = await readFile(new URL("../../../README.md", import.meta.url), "utf8");
  return [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1] ?? "");
}

test("The README's examples run and print what their comments promise", async () => {
  const sources = await examples();
  expect(sources).toHaveLength(2);
  for (const [index, source] of sources.entries()) {
    const promised = [...source.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1]);
    expect(promised.length).toBeGreaterThan(0);
    // Beside this file, so that the workspace's packages are found from there.
    const file = fileURLToPath(new URL(`readme-${process.pid}-${index}.example.ts`, import.meta.url));
    await writeFile(file, source);
    try {
      const { stdout } = await run(process.execPath, ["--disable-warning=ExperimentalWarning", file]);
      expect(stdout.trim().split("\n")).toEqual(promised);
    } finally {
      await rm(file);
    }
  }
});
