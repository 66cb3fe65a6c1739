import { expect, test } from "vitest";
import { generationName } from "../../src/blacklist/generation.ts";
import { judge } from "../../src/blacklist/verdict.ts";
import { createTestAuth } from "../../src/testing/index.ts";

test("Without an answer to every record there is no verdict", async () => {
  const { auth, login } = await createTestAuth();
  const claims = await auth.read((await login()).access.token);
  if (claims === null) throw new Error("the token is ours");
  const [number, id = ""] = claims.generation.split(".");
  const store = { number: Number(number), id, mark: 1 };
  expect(generationName(store)).toBe(claims.generation);
  expect(judge(claims, { store, values: [null, null, null] })).toEqual({ state: "clean" });
  for (const values of [[], [null], [null, null]]) expect(() => judge(claims, { store, values })).toThrow(TypeError);
});
