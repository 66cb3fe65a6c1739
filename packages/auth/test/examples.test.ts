import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { createClient } from "redis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import * as blacklist from "../src/create-blacklist.ts";
import * as core from "../src/index.ts";
import * as keyFile from "../src/keys/file/index.ts";
import * as memory from "../src/stores/memory.ts";
import * as redis from "../src/stores/redis/index.ts";
import * as nodeRedis from "../src/stores/redis/node-redis.ts";
import * as sqlite from "../src/stores/sqlite/index.ts";
import * as upstash from "../src/stores/upstash.ts";
import * as testing from "../src/testing/index.ts";

/** All that a user can import, and what the examples take from other packages. */
const doors = {
  ...core,
  ...blacklist,
  ...keyFile,
  ...memory,
  ...redis,
  ...nodeRedis,
  ...sqlite,
  ...upstash,
  ...testing,
};
const scope = { ...doors, createClient, z };

const source = join(import.meta.dirname, "../src");
const texts = globSync("**/*.ts", { cwd: source }).map((path) => readFileSync(join(source, path), "utf8"));

/** Each exported function's doc comment, by its name. */
const docs = new Map(
  texts.flatMap((text) =>
    [...text.matchAll(/(?:\/\*\*((?:(?!\*\/).)*)\*\/\n)?export (?:async )?function (\w+)/gs)].map(
      ([, doc = "", name = ""]) => [name, doc.replace(/^ ?\*? ?/gm, "").trim()] as const,
    ),
  ),
);

const examples = [...docs].flatMap(([name, doc]) => {
  const [, example] = doc.split(/^@example\n/m);
  return example === undefined ? [] : [[name, example] as const];
});

const home = process.cwd();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "curfew-examples-"));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

type Example = (...parts: readonly unknown[]) => Promise<void>;
const AsyncFunction = (async () => {}).constructor as new (...parts: readonly string[]) => Example;

test.each(examples)("The example of %s does what it says", async (_, example) => {
  const printed: string[] = [];
  const console = { log: (...values: readonly unknown[]) => printed.push(values.map(textOf).join(" ")) };
  await new AsyncFunction("console", ...Object.keys(scope), example)(console, ...Object.values(scope));
  // What is printed stands behind the statement that prints it.
  const expected = [...example.matchAll(/console\.log\(.*\/\/ (.*)$/gm)].map(([, text]) => text);
  expect(printed).toEqual(expected);
});

function textOf(value: unknown): string {
  return typeof value === "string" ? value : inspect(value);
}

test("Every exported function is documented, by a sentence that begins with a verb", () => {
  const others = [...docs].filter(([, doc]) => !/^[A-Z][a-z]+s\b/.test(doc)).map(([name]) => name);
  expect(others).toEqual([]);
});

test("What a user creates has an example", () => {
  const created = Object.entries(doors).filter(([name, value]) => {
    return (
      typeof value === "function" && /^(create|generate|open(Key)|memory|redis|nodeRedis|sqlite|upstash)/.test(name)
    );
  });
  const without = created.map(([name]) => name).filter((name) => !examples.some(([each]) => each === name));
  expect(without).toEqual([]);
});
