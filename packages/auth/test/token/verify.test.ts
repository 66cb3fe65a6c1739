import { expect, onTestFinished, test, vi } from "vitest";
import { createKeyRing, generateKeySet } from "../../src/index.ts";
import { createTestAuth, createTestClock } from "../../src/testing/index.ts";
import { decode, signRaw, split, withPrivateKey } from "../forge.ts";

test("A token is accepted exactly for its life and the tolerance", async () => {
  const { auth, clock, lifetimes, login } = await createTestAuth();
  const { access } = await login();
  clock.advance({ seconds: lifetimes.accessSeconds + lifetimes.toleranceSeconds - 1 });
  expect(await auth.verify(access.token)).toMatchObject({ ok: true });
  clock.advance({ seconds: 1 });
  expect(await auth.verify(access.token)).toMatchObject({ ok: false, code: "token_expired" });
});

test("The tolerance is exact to the millisecond at both ends", async () => {
  const clock = createTestClock(new Date("2026-01-01T00:00:00.000Z"));
  const { auth, lifetimes, login, keySet } = await withPrivateKey({ clock });
  const [header, payload] = split((await login()).access.token)
    .slice(0, 2)
    .map(decode);
  const { accessSeconds, toleranceSeconds } = lifetimes;
  const [iat, exp] = [Number(payload?.iat) + toleranceSeconds, Number(payload?.exp) + toleranceSeconds];
  const ahead = signRaw(keySet, header, { ...payload, iat, exp });
  expect(await auth.verify(ahead)).toMatchObject({ ok: true });
  clock.advance({ milliseconds: -1 });
  expect(await auth.verify(ahead)).toMatchObject({ code: "token_invalid" });
  clock.advance({ seconds: toleranceSeconds + accessSeconds + toleranceSeconds });
  expect(await auth.verify(ahead)).toMatchObject({ ok: true });
  clock.advance({ milliseconds: 1 });
  expect(await auth.verify(ahead)).toMatchObject({ code: "token_expired" });
});

test("A signature is verified once per token text, forged ones always", async () => {
  const ring = createKeyRing(await generateKeySet());
  const { signing } = ring;
  let looks = 0;
  const watched = {
    ...signing,
    get publicKey() {
      looks += 1;
      return signing.publicKey;
    },
  };
  const { auth, login } = await createTestAuth({ ring: { signing, byId: new Map([[signing.kid, watched]]) } });
  const { access, refresh } = await login();
  for (let i = 0; i < 5; i += 1) expect(await auth.verify(access.token)).toMatchObject({ ok: true });
  expect(looks).toBe(1);
  const forged = `${access.token.slice(0, -86)}${refresh.token.slice(-86)}`;
  for (let i = 0; i < 5; i += 1) expect(await auth.verify(forged)).toMatchObject({ code: "token_invalid" });
  expect(looks).toBe(6);
});

test("A token that many show at once for the first time is verified once", async () => {
  const { auth, login } = await createTestAuth();
  const { access } = await login();
  const verify = vi.spyOn(crypto.subtle, "verify");
  onTestFinished(() => verify.mockRestore());
  const answers = await Promise.all(Array.from({ length: 20 }, () => auth.verify(access.token)));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(20);
  expect(verify).toHaveBeenCalledTimes(1);
});

test("Shared signature work doesn't outlive the ring it was begun with", async () => {
  const { signing } = createKeyRing(await generateKeySet());
  const byId = new Map([[signing.kid, signing]]);
  const { auth, login } = await createTestAuth({ ring: { signing, byId } });
  const { access } = await login();
  const first = auth.verifySignature(access.token);
  await Promise.resolve();
  byId.clear();
  expect(await auth.verifySignature(access.token)).toBeNull();
  expect(await first).not.toBeNull();
});

test("A remembered signature doesn't outlive expiry or a revocation", async () => {
  const { auth, clock, login } = await createTestAuth();
  const { access } = await login();
  const first = await auth.verify(access.token);
  clock.advance({ seconds: 3600 });
  expect(await auth.verify(access.token)).toMatchObject({ code: "token_expired" });
  clock.advance({ seconds: -3600 });
  if (!first.ok) throw new Error("the token was good");
  await auth.revoke(first.claims);
  expect(await auth.verify(access.token)).toMatchObject({ code: "token_revoked", by: "token" });
});

test("A good token costs one question, any other none", async () => {
  const { auth, clock, store, login } = await createTestAuth();
  const stranger = await (await createTestAuth()).login();
  const { access, refresh } = await login();
  const before = store.calls.read;
  await auth.verify(access.token);
  expect(store.calls.read - before).toBe(1);
  for (const token of [stranger.access.token, refresh.token, "", `${access.token}=`]) await auth.verify(token);
  clock.advance({ seconds: 3600 });
  await auth.verify(access.token);
  expect(store.calls.read - before).toBe(1);
});

test("Removing a key removes its tokens, remembered ones included", async () => {
  const old = await generateKeySet();
  const fresh = await generateKeySet("EdDSA");
  let ring = createKeyRing(old);
  const service = await createTestAuth({ ring });
  const rotating = await createTestAuth({
    clock: service.clock,
    store: service.store,
    ring: {
      get signing() {
        return ring.signing;
      },
      get byId() {
        return ring.byId;
      },
    },
  });
  const { access } = await rotating.login();
  expect(await rotating.auth.verify(access.token)).toMatchObject({ ok: true });
  ring = createKeyRing({ keys: [...fresh.keys, ...old.keys] });
  const newer = await rotating.login();
  expect(await rotating.auth.verify(newer.access.token)).toMatchObject({ ok: true });
  expect(await rotating.auth.verify(access.token)).toMatchObject({ ok: true });
  ring = createKeyRing(fresh);
  expect(await rotating.auth.verify(access.token)).toEqual({ ok: false, code: "token_invalid" });
  expect(await rotating.auth.verify(newer.access.token)).toMatchObject({ ok: true });
});

test("Everything that isn't ours gets one uniform answer, without detail", async () => {
  const { auth, login } = await withPrivateKey();
  const other = await (await withPrivateKey()).login();
  await login();
  const answers = await Promise.all([other.access.token, "x", "a.b.c", ""].map((token) => auth.verify(token)));
  for (const answer of answers) expect(answer).toStrictEqual({ ok: false, code: "token_invalid" });
});
