import { join } from "node:path";
import { createTestAuth } from "@curfew/auth/testing";
import { cookieNames } from "@curfew/http";
import { promisedBy, readDocumented, runExample } from "@curfew/testing/examples";
import { protection } from "@curfew/trpc";
import { createRenewal, createTabLock } from "@curfew/trpc/client";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { initTRPC } from "@trpc/server";
import { createElement } from "react";
import { expect, test } from "vitest";
import * as client from "../src/client/index.ts";
import * as server from "../src/index.ts";
import * as renewal from "../src/page-renewal.ts";

const documented = readDocumented(join(import.meta.dirname, "../src"));
const examples = documented.flatMap(({ name, example }) => (example === null ? [] : [{ name, example }]));

/** All that a user can import, and what the examples take from other packages. */
const doors = { ...server, ...client, ...renewal };
const own = { createTestAuth, cookieNames, protection, createRenewal, createTabLock };
/** React calls hooks while it renders; here nothing is rendered. */
const outside = { useEffect: (effect: unknown) => effect, createElement };
const scope = { ...doors, ...own, createTRPCClient, httpBatchLink, initTRPC, ...outside };

test.for(examples)("The example of $name does what it says", async ({ example }) => {
  expect(await runExample(example, scope)).toEqual(promisedBy(example));
});

test("Every function that a user can import has an example", () => {
  const functions = Object.keys(doors).filter((name) => name !== "AuthHttpError");
  expect(functions.filter((name) => !examples.some((each) => each.name === name))).toEqual([]);
});

test("Every exported function is documented, by a sentence that begins with a verb", () => {
  const functions = documented.filter(({ kind }) => kind === "function");
  expect(functions.filter(({ doc }) => !/^[A-Z][a-z]+s\b/.test(doc)).map(({ name }) => name)).toEqual([]);
});
