import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisedBy, readDocumented, runExample } from "@curfew/testing/examples";
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

const documented = readDocumented(join(import.meta.dirname, "../src"));
const functions = documented.filter(({ kind }) => kind === "function");
const examples = functions.flatMap(({ name, example }) => (example === null ? [] : [{ name, example }]));

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

test.for(examples)("The example of $name does what it says", async ({ example }) => {
  expect(await runExample(example, scope)).toEqual(promisedBy(example));
});

test("Every exported function is documented, by a sentence that begins with a verb", () => {
  expect(functions.filter(({ doc }) => !/^[A-Z][a-z]+s\b/.test(doc)).map(({ name }) => name)).toEqual([]);
});

test("What a user creates has an example", () => {
  const created = Object.entries(doors).filter(([name, value]) => {
    return (
      typeof value === "function" && /^(create|generate|open(Key)|memory|redis|nodeRedis|sqlite|upstash)/.test(name)
    );
  });
  const without = created.map(([name]) => name).filter((name) => !examples.some((each) => each.name === name));
  expect(without).toEqual([]);
});
