import { expect, test } from "vitest";
import { type Refresh, Unavailable } from "../../src/index.ts";
import { createTestAuth, type TestAuthOptions } from "../../src/testing/index.ts";

const REVOKED = { ok: false, code: "token_revoked" };

async function service(options: TestAuthOptions = {}) {
  const parts = await createTestAuth({ timeoutMs: 50, ...options });
  const { auth } = parts;
  const refresh = (token: string): Promise<Refresh> => auth.rotate(token);
  const good = async (token: string) => {
    const rotation = await refresh(token);
    if (!rotation.ok) throw new Error(`expected a rotation, got ${rotation.code}`);
    return rotation.pair;
  };
  return { ...parts, refresh, good };
}

test("A refresh token becomes a new pair of the same session", async () => {
  const { auth, login, good } = await service();
  const first = await login();
  const second = await good(first.refresh.token);
  expect(second.sessionId).toBe(first.sessionId);
  expect(second.refresh.tokenId).not.toBe(first.refresh.tokenId);
  expect(await auth.verify(second.access.token)).toMatchObject({ ok: true });
});

test("A refresh token can be verified without being used up", async () => {
  const { auth, clock, lifetimes, login, good, refresh } = await service();
  const first = await login();
  for (const _ of [1, 2]) {
    const claims = await auth.verifyRefresh(first.refresh.token);
    expect(claims).toMatchObject({ kind: "access", sessionId: first.sessionId });
  }
  const second = await good(first.refresh.token);
  expect(await auth.verifyRefresh(first.refresh.token)).not.toBeNull();
  clock.advance({ seconds: lifetimes.graceSeconds, milliseconds: 1 });
  expect(await auth.verifyRefresh(first.refresh.token)).toBeNull();
  expect(await auth.verifyRefresh(first.access.token)).toBeNull();
  // To look at a used one ends nothing; to present it does.
  expect(await auth.verifyRefresh(second.refresh.token)).not.toBeNull();
  await refresh(first.refresh.token);
  expect(await auth.verifyRefresh(second.refresh.token)).toBeNull();
});

test("Fifty concurrent refreshes of one token have one successor", async () => {
  const { auth, login, good } = await service();
  const { refresh } = await login();
  const pairs = await Promise.all(Array.from({ length: 50 }, () => good(refresh.token)));
  expect(new Set(pairs.map((pair) => pair.refresh.tokenId)).size).toBe(1);
  expect(new Set(pairs.map((pair) => pair.access.tokenId)).size).toBe(1);
  expect(new Set(pairs.map((pair) => pair.access.expiresAt.getTime())).size).toBe(1);
  for (const { access } of pairs) expect(await auth.verify(access.token)).toMatchObject({ ok: true });
});

test("The predecessor answers within the grace; after it the session ends", async () => {
  const { auth, clock, lifetimes, login, good, refresh } = await service();
  const first = await login();
  const second = await good(first.refresh.token);
  clock.advance({ seconds: lifetimes.graceSeconds });
  expect((await good(first.refresh.token)).refresh.tokenId).toBe(second.refresh.tokenId);
  clock.advance({ milliseconds: 1 });
  expect(await refresh(first.refresh.token)).toMatchObject({ ...REVOKED, by: "reused" });
  for (const { access } of [first, second]) expect(await auth.verify(access.token)).toMatchObject(REVOKED);
  expect(await refresh(second.refresh.token)).toMatchObject({ ...REVOKED, by: "session" });
});

test("R1 → R2 → R3, then R1: the session ends even within the grace", async () => {
  const { auth, login, good, refresh } = await service();
  const first = await login();
  const third = await good((await good(first.refresh.token)).refresh.token);
  expect(await refresh(first.refresh.token)).toMatchObject({ ...REVOKED, by: "reused" });
  expect(await auth.verify(third.access.token)).toMatchObject(REVOKED);
  expect(await refresh(third.refresh.token)).toMatchObject(REVOKED);
});

test("Without a grace, a request begun before the first answer succeeds", async () => {
  const { clock, login, refresh } = await service({ lifetimes: { graceSeconds: 0 } });
  const { refresh: token } = await login();
  const [one, two] = await Promise.all([refresh(token.token), refresh(token.token)]);
  if (!one.ok || !two.ok) throw new Error("both began before any answer");
  expect(two.pair.refresh.tokenId).toBe(one.pair.refresh.tokenId);
  clock.advance({ milliseconds: 1 });
  expect(await refresh(token.token)).toMatchObject({ ...REVOKED, by: "reused" });
});

test("A rotation whose answer was lost can be repeated any time", async () => {
  const { clock, store, login, refresh, good } = await service({ lifetimes: { graceSeconds: 0 } });
  const first = await login();
  store.break("answer-lost", "exchange");
  await expect(refresh(first.refresh.token)).rejects.toThrow(Unavailable);
  store.mend();
  clock.advance({ seconds: 120 });
  const second = await good(first.refresh.token);
  clock.advance({ seconds: 1 });
  expect(await refresh(second.refresh.token)).toMatchObject({ ok: true });
});

test("A refresh that races a logout mints nothing that lives", async () => {
  const { auth, login } = await service();
  const { refresh, session } = await login();
  const rotation = await auth.rotate(refresh.token);
  if (!rotation.ok) throw new Error("expected a rotation");
  await auth.revokeSessions([session]);
  expect(await auth.verify(rotation.pair.access.token)).toMatchObject({ ...REVOKED, by: "session" });
  expect(await auth.rotate(rotation.pair.refresh.token)).toMatchObject(REVOKED);
});

test("An idle refresh token expires, and no refresh exceeds the session", async () => {
  const lifetimes = { accessSeconds: 60, refreshSeconds: 1000, sessionSeconds: 2500, toleranceSeconds: 0 };
  const { clock, login, good, refresh } = await service({ lifetimes });
  const idle = await login();
  let pair = (await login()) as Awaited<ReturnType<typeof good>>;
  const end = idle.session.expiresAt.getTime();
  for (let step = 0; step < 3; step += 1) {
    clock.advance({ seconds: 800 });
    pair = await good(pair.refresh.token);
    expect(pair.refresh.expiresAt.getTime()).toBeLessThanOrEqual(end);
    expect(pair.access.expiresAt.getTime()).toBeLessThanOrEqual(end);
  }
  expect(await refresh(idle.refresh.token)).toMatchObject({ code: "token_expired" });
  expect(pair.refresh.expiresAt.getTime()).toBe(end);
  clock.advance({ seconds: 100 });
  expect(await refresh(pair.refresh.token)).toMatchObject({ code: "token_expired" });
});

test("A session's end has no tolerance, and nothing expired is issued", async () => {
  const lifetimes = { accessSeconds: 60, refreshSeconds: 1000, sessionSeconds: 1000, toleranceSeconds: 5 };
  const { auth, clock, login, good, refresh } = await service({ lifetimes });
  const first = await login();
  clock.advance({ seconds: 999, milliseconds: 499 });
  const last = await good(first.refresh.token);
  expect(await auth.verify(last.access.token)).toMatchObject({ ok: true });
  clock.advance({ milliseconds: 1 });
  expect(await auth.verify(last.access.token)).toMatchObject({ ok: false, code: "token_expired" });
  for (const token of [first.refresh.token, last.refresh.token]) {
    expect(await refresh(token)).toMatchObject({ ok: false, code: "token_expired" });
  }
});

test("What became of a token outlives the process that decided it", async () => {
  const before = await service();
  const first = await before.login();
  const second = await before.good(first.refresh.token);
  const after = await service({ store: before.store, ring: before.ring, clock: before.clock });
  after.clock.advance({ seconds: 11 });
  expect(await after.refresh(first.refresh.token)).toMatchObject({ ...REVOKED, by: "reused" });
  expect(await after.refresh(second.refresh.token)).toMatchObject(REVOKED);
});

test("A used token from before a password change ends the session", async () => {
  const { auth, clock, lifetimes, login, good, refresh } = await service();
  const first = await login("anna");
  const second = await good(first.refresh.token);
  const verification = await auth.verify(second.access.token);
  if (!verification.ok) throw new Error("expected a live token");
  const spared = await auth.reissue(verification.claims, await auth.revokeSubject("anna"));
  // For so long it may be another tab's, which was refreshing when the password was changed.
  clock.advance({ seconds: lifetimes.graceSeconds });
  expect(await refresh(first.refresh.token)).toMatchObject({ ...REVOKED, by: "subject" });
  clock.advance({ seconds: 1 });
  expect(await refresh(second.refresh.token)).toMatchObject({ ...REVOKED, by: "subject" });
  expect(await auth.verify(spared.access.token)).toMatchObject({ ok: true });
  expect(await refresh(first.refresh.token)).toMatchObject({ ...REVOKED, by: "reused" });
  expect(await auth.verify(spared.access.token)).toMatchObject({ ...REVOKED, by: "session" });
});

test("A used token of an ended session names what ended it", async () => {
  const { auth, clock, lifetimes, login, good, refresh } = await service();
  const first = await login();
  await good(first.refresh.token);
  await auth.revokeSessions([first.session]);
  clock.advance({ seconds: lifetimes.graceSeconds + 1 });
  expect(await refresh(first.refresh.token)).toMatchObject({ ...REVOKED, by: "session" });
});
