import { expect, test } from "vitest";
import type { SignedClaims } from "../../src/index.ts";
import { createTestAuth } from "../../src/testing/index.ts";

test("Many sessions are checked in one question", async () => {
  const { auth, login } = await createTestAuth();
  const claimsOf = async (subject: string): Promise<SignedClaims> => {
    const claims = await auth.verifySignature((await login(subject)).access.token);
    if (claims === null) throw new Error("the token is ours");
    return claims;
  };
  const sessions = [await claimsOf("anna"), await claimsOf("bert"), await claimsOf("carl"), await claimsOf("dora")];
  const [, bert, , dora] = sessions;
  if (bert === undefined || dora === undefined) throw new Error("four logged in");
  expect(await auth.checkSessions(sessions)).toEqual([null, null, null, null]);
  await auth.revokeSessions([{ id: bert.sessionId, expiresAt: bert.sessionExpiresAt }]);
  await auth.revokeSubject("carl");
  await auth.revoke(dora);
  expect(await auth.checkSessions(sessions)).toEqual([null, "session", "subject", null]);
  await auth.revokeAll();
  expect(await auth.checkSessions(sessions)).toEqual(Array(4).fill("generation"));
});
