import { expect, test } from "vitest";
import type { SignedClaims } from "../../src/index.ts";
import { createTestAuth } from "../../src/testing/index.ts";

const LIVE = { ok: true };
const REVOKED = { ok: false, code: "token_revoked" };

async function service() {
  const parts = await createTestAuth();
  const read = async (token: string): Promise<SignedClaims> => {
    const claims = await parts.auth.verifySignature(token);
    if (claims === null) throw new Error("the token is ours");
    return claims;
  };
  return { ...parts, read };
}

test("Revoking an access token ends that token and nothing else", async () => {
  const { auth, login, read } = await service();
  const mine = await login("anna");
  const copy = await auth.signCopy(await live(auth, mine.access.token));
  await auth.revoke(await read(copy.token));
  expect(await auth.verify(copy.token)).toMatchObject({ ...REVOKED, by: "token" });
  expect(await auth.verify(mine.access.token)).toMatchObject(LIVE);
  expect(await auth.rotate(mine.refresh.token)).toMatchObject(LIVE);
});

test("Revoking a refresh token ends its session and all its tokens", async () => {
  const { auth, login, read } = await service();
  const [ended, other] = [await login("anna"), await login("anna")];
  await auth.revoke(await read(ended.refresh.token));
  const late = await auth.issue(ended.session);
  for (const token of [ended.access.token, late.access.token]) {
    expect(await auth.verify(token)).toMatchObject({ ...REVOKED, by: "session" });
  }
  for (const token of [ended.refresh.token, late.refresh.token]) {
    expect(await auth.rotate(token)).toMatchObject(REVOKED);
  }
  expect(await auth.verify(other.access.token)).toMatchObject(LIVE);
});

test("Ending no session writes nothing", async () => {
  const { auth, store } = await service();
  await auth.revokeSessions([]);
  expect(store.calls.put).toBe(0);
});

test("revokeSubject ends every session; a login of the same second lives", async () => {
  const { auth, login } = await service();
  const before = [await login("anna"), await login("anna")];
  const stranger = await login("bert");
  await auth.revokeSubject("anna");
  const after = await login("anna"); // the clock has not moved
  for (const { access } of before) expect(await auth.verify(access.token)).toMatchObject({ ...REVOKED, by: "subject" });
  expect(await auth.verify(after.access.token)).toMatchObject(LIVE);
  expect(await auth.verify(stranger.access.token)).toMatchObject(LIVE);
  await auth.revokeSubject("anna");
  expect(await auth.verify(after.access.token)).toMatchObject(REVOKED);
});

test("A login that overlaps revokeSubject is refused from the start", async () => {
  const { auth } = await service();
  const racing = await auth.createSession("anna");
  await auth.revokeSubject("anna");
  const pair = await auth.issue(racing);
  expect(await auth.verify(pair.access.token)).toMatchObject({ ...REVOKED, by: "subject" });
});

test("A reissued session loses its old tokens, and any later ending ends it", async () => {
  const { auth, login } = await service();
  const { access, refresh } = await login("anna");
  const claims = await live(auth, access.token);
  const epoch = await auth.revokeSubject("anna");
  const again = await auth.reissue(claims, epoch);
  expect(await auth.verify(access.token)).toMatchObject(REVOKED);
  expect(await auth.rotate(refresh.token)).toMatchObject(REVOKED);
  expect(await auth.verify(again.access.token)).toMatchObject({ ok: true, claims: { sessionId: claims.sessionId } });
  // Another ending slips in between: the session must not be carried over it.
  const overtaken = await auth.revokeSubject("anna");
  await auth.revokeSubject("anna");
  const late = await auth.reissue(await Promise.resolve(claims), overtaken);
  expect(await auth.verify(late.access.token)).toMatchObject(REVOKED);
});

test("A session being reissued doesn't outlive another ending that names it", async () => {
  const { auth, login } = await service();
  const { access, session } = await login("anna");
  const claims = await live(auth, access.token);
  await auth.revokeSubject("anna", [session]); // answered …
  const epoch = await auth.revokeSubject("anna"); // … before the first change gets to its own
  const late = await auth.reissue(claims, epoch);
  expect(await auth.verify(late.access.token)).toMatchObject({ ...REVOKED, by: "session" });
});

test("revokeAll ends every token, whatever narrower records say", async () => {
  const { auth, login } = await service();
  const early = await login("anna");
  await auth.revokeSubject("bert");
  const marked = await login("bert");
  await auth.revokeAll();
  for (const { access, refresh } of [early, marked]) {
    expect(await auth.verify(access.token)).toMatchObject({ ...REVOKED, by: "generation" });
    expect(await auth.rotate(refresh.token)).toMatchObject(REVOKED);
  }
  expect(await auth.verify((await login("anna")).access.token)).toMatchObject(LIVE);
});

test("A revocation outlives the clock tolerance of its token", async () => {
  const { auth, clock, lifetimes, login, read } = await service();
  const { access } = await login();
  clock.advance({ seconds: lifetimes.accessSeconds - 1 });
  await auth.revoke(await read(access.token));
  clock.advance({ seconds: lifetimes.toleranceSeconds });
  expect(await auth.verify(access.token)).toMatchObject(REVOKED);
});

test("An expired token can be revoked, and its session ended", async () => {
  const { auth, clock, lifetimes, login, read } = await service();
  const { access, refresh } = await login();
  clock.advance({ seconds: lifetimes.sessionSeconds * 2 });
  await auth.revoke(await read(access.token));
  await auth.revoke(await read(refresh.token));
  expect(await auth.verify(access.token)).toMatchObject({ code: "token_expired" });
});

async function live(auth: Awaited<ReturnType<typeof service>>["auth"], token: string) {
  const verification = await auth.verify(token);
  if (!verification.ok) throw new Error(`expected a live token: ${verification.code}`);
  return verification.claims;
}
