import { expect, test } from "vitest";
import { revocationKeys } from "../../src/blacklist/keys.ts";
import { createSnapshot } from "../../src/blacklist/snapshot.ts";
import { checkStatus } from "../../src/blacklist/status.ts";
import { createTestAuth } from "../../src/testing/index.ts";

test("Without an answer to every record there is no status", async () => {
  const { auth, login } = await createTestAuth();
  const claims = await auth.verifySignature((await login()).access.token);
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

test("A banned key's token is only reported as invalid", async () => {
  const { auth, login } = await createTestAuth();
  const { access, refresh } = await login();
  const claims = await auth.verifySignature(access.token);
  if (claims === null) throw new Error("the token is ours");
  await auth.banKey(claims.keyId);
  for (const end of [() => auth.revoke(claims), () => auth.revokeSubject(claims.subject), () => auth.revokeAll()]) {
    await end();
    expect(await auth.verify(access.token)).toEqual({ ok: false, code: "token_invalid" });
    expect(await auth.rotate(refresh.token)).toEqual({ ok: false, code: "token_invalid" });
  }
});
