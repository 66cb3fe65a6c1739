import { join } from "node:path";

import { createBlacklist } from "@curfew/auth/blacklist";
import { memoryStore } from "@curfew/auth/stores/memory";
import { createTestAuth } from "@curfew/auth/testing";
import { promisedBy, readDocumented, runExample } from "@curfew/testing/examples";
import { upgradeWebSocket } from "@hono/node-server";
import { Hono } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { jwt, sign } from "hono/jwt";
import { expect, test } from "vitest";
import * as door from "../src/index.ts";

const examples = readDocumented(join(import.meta.dirname, "../src")).flatMap(({ name, example }) =>
  example === null ? [] : [{ name, example }],
);

test.for(examples)("The example of $name does what it says", async ({ example }) => {
  const tokens = { jwt, sign, secret: crypto.randomUUID(), createBlacklist, memoryStore };
  const scope = { ...door, ...tokens, createTestAuth, Hono, bearerAuth, upgradeWebSocket };
  expect(await runExample(example, scope)).toEqual(promisedBy(example));
});

test("Every function that a user can import has an example", () => {
  const own = Object.keys(door).filter((name) => name !== "AuthHttpError");
  expect(own.filter((name) => !examples.some((each) => each.name === name))).toEqual([]);
});
