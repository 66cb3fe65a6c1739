import { join } from "node:path";

import { createTestAuth } from "@curfew/auth/testing";
import { promisedBy, readDocumented, runExample } from "@curfew/testing/examples";
import { upgradeWebSocket } from "@hono/node-server";
import { Hono } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { expect, test } from "vitest";
import * as door from "../src/index.ts";

const examples = readDocumented(join(import.meta.dirname, "../src")).flatMap(({ name, example }) =>
  example === null ? [] : [{ name, example }],
);

test.for(examples)("The example of $name does what it says", async ({ example }) => {
  const scope = { ...door, createTestAuth, Hono, bearerAuth, upgradeWebSocket };
  expect(await runExample(example, scope)).toEqual(promisedBy(example));
});

test("Every function that a user can import has an example", () => {
  const own = Object.keys(door).filter((name) => name !== "AuthHttpError");
  expect(own.filter((name) => !examples.some((each) => each.name === name))).toEqual([]);
});
