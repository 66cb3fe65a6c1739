import { expect, test } from "vitest";
import { revocationKeys } from "../../src/blacklist/keys.ts";
import { createSnapshot } from "../../src/blacklist/snapshot.ts";
import { checkStatus } from "../../src/blacklist/status.ts";
import { createTestAuth } from "../../src/testing/index.ts";

test("Without an answer to every record there is no status", async () => {
  const { auth, login } = await createTestAuth();
  const claims = await auth.read((await login()).access.token);
  if (claims === null) throw new Error("the token is ours");
  const generation = { number: 1, id: "any", line: claims.line };
  const keys = revocationKeys(claims);
  const nothing = keys.map(() => null);
  expect(checkStatus(claims, { ...createSnapshot(keys, nothing), generation })).toEqual({ state: "clean" });
  for (let length = 0; length < keys.length; length += 1) {
    for (const snapshot of [
      createSnapshot(keys.slice(0, length), nothing.slice(0, length)),
      createSnapshot(keys, nothing.slice(0, length)),
    ]) {
      expect(() => checkStatus(claims, { ...snapshot, generation })).toThrow(TypeError);
    }
  }
});
