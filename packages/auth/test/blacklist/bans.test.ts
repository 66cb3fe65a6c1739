import { expect, test, vi } from "vitest";
import { createKeyRing, generateKeySet, Unavailable } from "../../src/index.ts";
import { createTestAuth } from "../../src/testing/index.ts";
import { cluster } from "./cluster.ts";
import { keyIn } from "./space.ts";

const INVALID = { ok: false, code: "token_invalid" };

/** A ring of so many keys, of which the first signs. */
async function ringOf(count: number) {
  const sets = await Promise.all(Array.from({ length: count }, () => generateKeySet()));
  return createKeyRing({ keys: sets.flatMap(({ keys }) => keys) });
}

/** Two processes with the ring's keys. */
async function service(count = 2, maxStalenessMs = 0) {
  const ring = await ringOf(count);
  const here = await createTestAuth({ ring, maxStalenessMs, timeoutMs: 5_000 });
  const { clock, witness, store } = here;
  const there = await createTestAuth({ ring, clock, witness, store, maxStalenessMs, timeoutMs: 5_000 });
  const [first, second] = [...ring.byId.keys()];
  return { here, there, clock, first: first ?? "", second: second ?? "" };
}

const kidOf = (token: string) => JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).kid;

test("A ban is in force on every instance, and another key signs", async () => {
  const { here, there, first, second } = await service();
  const { access, refresh } = await here.login();
  expect(kidOf(access.token)).toBe(first);
  await there.auth.banKey(first);
  for (const { auth } of [here, there]) {
    expect(await auth.verify(access.token)).toEqual(INVALID);
    expect(await auth.rotate(refresh.token)).toEqual(INVALID);
  }
  const again = await here.login();
  expect(kidOf(again.access.token)).toBe(second);
  expect(await there.auth.verify(again.access.token)).toMatchObject({ ok: true });
  expect(await there.auth.rotate(again.refresh.token)).toMatchObject({ ok: true });
});

test("A ban is in force at once where it was made, elsewhere within the bound", async () => {
  const { here, there, clock, first } = await service(2, 1_000);
  const { access } = await here.login();
  for (const { auth } of [here, there]) expect(await auth.verify(access.token)).toMatchObject({ ok: true });
  await here.auth.banKey(first);
  expect(await here.auth.verify(access.token)).toEqual(INVALID);
  clock.advance({ milliseconds: 1_001 });
  expect(await there.auth.verify(access.token)).toEqual(INVALID);
  // Long after the log has let go of it: whoever has the key signs as late as they like.
  for (let hour = 0; hour < 3; hour += 1) {
    clock.advance({ seconds: 3_600 });
    await there.auth.verify((await here.login()).access.token);
  }
  const { auth } = await createTestAuth({
    clock,
    witness: here.witness,
    store: here.store,
    ring: here.ring,
    maxStalenessMs: 1_000,
    timeoutMs: 5_000,
    lifetimes: { accessSeconds: 86_400 },
  });
  expect(await auth.verify(access.token)).toMatchObject({ ok: false });
});

test("A ban outlives a store that forgets it", async () => {
  const ring = await ringOf(2);
  const [first = "", second = ""] = [...ring.byId.keys()];
  const { witness, clock, swap, empty, store } = await (async () => {
    const parts = await cluster();
    return { ...parts, store: parts.first.store };
  })();
  const service = await createTestAuth({ ring, witness, clock, store });
  await service.login();
  await service.auth.banKey(first);
  clock.advance({ seconds: 120 });
  swap(empty());
  expect(kidOf((await service.login()).access.token)).toBe(second);
  expect(await store.read([await keyIn(store, `ban:${first}`)])).toEqual([first]);
});

test("If every key is banned no token is issued or accepted", async () => {
  const { here, first } = await service(1);
  const { access } = await here.login();
  await here.auth.banKey(first);
  await expect(here.login()).rejects.toThrow(Unavailable);
  expect(await here.auth.verify(access.token)).toEqual(INVALID);
});

test("A key that is not in the ring can't be banned", async () => {
  const { here } = await service();
  await expect(here.auth.banKey("unknown")).rejects.toThrow(RangeError);
});

test("A banned key is no longer published, even with the witness down", async () => {
  const { here, there, first, second, clock } = await service();
  const published = async ({ auth }: typeof here) => (await auth.jwks()).keys.map(({ kid }) => kid);
  expect(await published(there)).toEqual([first, second]);
  await here.auth.banKey(first);
  expect(await published(here)).toEqual([second]);
  clock.advance({ milliseconds: 1_001 });
  expect(await published(there)).toEqual([second]);
  vi.spyOn(here.witness, "read").mockRejectedValue(new Error("down"));
  clock.advance({ milliseconds: 1_001 });
  expect(await published(there)).toEqual([second]);
  const { auth } = await createTestAuth({ ...here, timeoutMs: 5_000 });
  await expect(auth.jwks()).rejects.toThrow(Unavailable);
});

test("A copy of a login is signed by no banned key", async () => {
  const { here, there, first, second } = await service();
  await here.auth.banKey(first);
  const { access } = await here.login();
  const verification = await here.auth.verify(access.token);
  if (!verification.ok) throw new Error("not verified");
  for (const { auth } of [here, there]) {
    const copy = await auth.signCopy(verification.claims);
    expect(kidOf(copy.token)).toBe(second);
    expect(await auth.verify(copy.token)).toMatchObject({ ok: true });
  }
});
