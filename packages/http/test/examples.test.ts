import { join } from "node:path";
import { createTestAuth } from "@curfew/auth/testing";
import { promisedBy, readDocumented, runExample } from "@curfew/testing/examples";
import { expect, test } from "vitest";
import * as http from "../src/index.ts";

const documented = readDocumented(join(import.meta.dirname, "../src"));
const examples = documented.flatMap(({ name, example }) => (example === null ? [] : [{ name, example }]));

test.for(examples)("The example of $name does what it says", async ({ example }) => {
  expect(await runExample(example, { ...http, createTestAuth })).toEqual(promisedBy(example));
});

test("Every function that a user can import has an example", () => {
  const without = Object.keys(http).filter((name) => !examples.some((each) => each.name === name));
  expect(without).toEqual([]);
});

test("Every exported function is documented, by a sentence that begins with a verb", () => {
  const functions = documented.filter(({ kind }) => kind === "function");
  expect(functions.filter(({ doc }) => !/^[A-Z][a-z]+s\b/.test(doc)).map(({ name }) => name)).toEqual([]);
});
