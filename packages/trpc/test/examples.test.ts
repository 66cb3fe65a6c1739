import { join } from "node:path";
import { systemClock } from "@curfew/auth";
import { createTestAuth } from "@curfew/auth/testing";
import * as http from "@curfew/http";
import { promisedBy, readDocumented, runExample } from "@curfew/testing/examples";
import { createTRPCClient, httpBatchLink, httpLink } from "@trpc/client";
import { initTRPC } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { expect, test } from "vitest";
import * as client from "../src/client/index.ts";
import * as server from "../src/index.ts";

const documented = readDocumented(join(import.meta.dirname, "../src"));
const examples = documented.flatMap(({ name, example }) => (example === null ? [] : [{ name, example }]));

/** All that a user can import, and what the examples take from other packages. */
const doors = { ...server, ...client };
const others = { ...http, createTestAuth, createTRPCClient, fetchRequestHandler, httpBatchLink, httpLink };
const scope = { ...doors, ...others, initTRPC, systemClock };

test.for(examples)("The example of $name does what it says", async ({ example }) => {
  expect(await runExample(example, scope)).toEqual(promisedBy(example));
});

test("Every function that a user can import has an example", () => {
  const functions = Object.keys(doors).filter((name) => /^[a-z]/.test(name));
  expect(functions.filter((name) => !examples.some((each) => each.name === name))).toEqual([]);
});

test("Every exported function is documented, by a sentence that begins with a verb", () => {
  const functions = documented.filter(({ kind }) => kind === "function");
  expect(functions.filter(({ doc }) => !/^[A-Z][a-z]+s\b/.test(doc)).map(({ name }) => name)).toEqual([]);
});
