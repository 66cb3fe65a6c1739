import fc from "fast-check";
import { expect, test } from "vitest";
import { logRetentionMs, type SignedClaims, type Store, type StoreRecord } from "../../src/index.ts";
import { openMemoryStore } from "../../src/stores/memory.ts";
import { createTestAuth, createTestClock } from "../../src/testing/index.ts";
import { bareName } from "./space.ts";

/** Two clocks may differ by so much before a record dies too early. */
const MARGIN_MS = 60_000;

/** A service whose every record is written down. */
async function recorded(lifetimes: { accessSeconds: number; refreshSeconds: number; sessionSeconds: number }) {
  const clock = createTestClock();
  const written: StoreRecord[] = [];
  const note = (...records: readonly StoreRecord[]) =>
    void written.push(...records.map((record) => ({ ...record, key: bareName(record.key) })));
  const store = openMemoryStore({ clock: clock.now, logRetentionMs: 100_000_000 });
  const spy: Store = {
    ...store,
    put(write) {
      note(...write.records);
      return store.put(write);
    },
    exchange(record, expected, keys) {
      note(record);
      return store.exchange(record, expected, keys);
    },
    restore(restoration) {
      note(restoration.record, ...restoration.records);
      return store.restore(restoration);
    },
  };
  return { ...(await createTestAuth({ clock, store: spy, lifetimes })), written };
}

const seconds = (max: number) => fc.integer({ min: 1, max });
const lifetimesOf = fc.record({
  accessSeconds: seconds(86_400),
  refreshSeconds: seconds(100_000),
  sessionSeconds: seconds(1_000_000),
});

test("No revocation is kept forever, for no time, or too short", async () => {
  await fc.assert(
    fc.asyncProperty(lifetimesOf, fc.integer({ min: 0, max: 3_000_000_000 }), async (times, afterMs) => {
      const { auth, clock, lifetimes, login, written } = await recorded(times);
      const { access, refresh, session } = await login("anna");
      const claims = [await auth.verifySignature(access.token), await auth.verifySignature(refresh.token)];
      await auth.rotate(refresh.token);
      clock.advance({ milliseconds: afterMs });
      written.length = 0;
      for (const each of claims) await auth.revoke(each as SignedClaims);
      await auth.revokeSessions([session]);
      await auth.revokeSubject("anna", [session]);
      expect(written).toHaveLength(5);
      for (const { key, lifetimeMs } of written) {
        const until = key.startsWith("token:") ? access.expiresAt : session.expiresAt;
        const left = Math.max(0, until.getTime() - clock.now().getTime());
        // Of a subject the session that was opened last counts, by whichever clock.
        const matters = key.startsWith("subject:") ? lifetimes.sessionSeconds * 1000 + MARGIN_MS : left;
        const least = matters + lifetimes.toleranceSeconds * 1000 + MARGIN_MS;
        expect(Number.isSafeInteger(lifetimeMs), key).toBe(true);
        expect(lifetimeMs, key).toBeGreaterThanOrEqual(least);
        expect(lifetimeMs, key).toBeLessThanOrEqual(least + 1);
      }
    }),
    { numRuns: 100 },
  );
});

test("Only the store's own records are kept forever", async () => {
  const { auth, login, written } = await recorded({
    accessSeconds: 600,
    refreshSeconds: 86_400,
    sessionSeconds: 604_800,
  });
  const { refresh } = await login("anna");
  const rotation = await auth.rotate(refresh.token);
  if (!rotation.ok) throw new Error("expected a rotation");
  await auth.revokeSubject("anna", []);
  await auth.revokeAll();
  const lasting = written.filter(({ lifetimeMs }) => lifetimeMs === null).map(({ key }) => key.split(":")[0]);
  expect(new Set(lasting)).toEqual(new Set(["generation", "store"]));
  const passing = written.filter(({ lifetimeMs }) => lifetimeMs !== null).map(({ key }) => key.split(":")[0]);
  expect(new Set(passing)).toEqual(new Set(["refresh", "subject"]));
});

test("A session's records have one size, however often it refreshes", async () => {
  const { auth, clock, login, written } = await recorded({
    accessSeconds: 600,
    refreshSeconds: 86_400,
    sessionSeconds: 604_800,
  });
  let { refresh } = await login("anna");
  for (let i = 0; i < 50; i += 1) {
    const rotation = await auth.rotate(refresh.token);
    if (!rotation.ok) throw new Error("expected a rotation");
    refresh = rotation.pair.refresh;
    clock.advance({ seconds: 60 });
  }
  const records = written.filter(({ lifetimeMs }) => lifetimeMs !== null);
  expect(new Set(records.map(({ key }) => key)).size).toBe(1);
  expect(Math.max(...records.map(({ value }) => value.length))).toBeLessThan(200);
});

test("A log entry lives as long as an access token, plus margins", () => {
  expect(logRetentionMs(600, 5)).toBe(600_000 + 5_000 + MARGIN_MS);
});

test("A revoked subject stays revoked when sessions are made shorter", async () => {
  const long = await createTestAuth({ lifetimes: { refreshSeconds: 200_000, sessionSeconds: 200_000 } });
  const { clock, store, witness, ring } = long;
  const sessionSeconds = 1_000;
  const short = await createTestAuth({
    clock,
    store,
    witness,
    ring,
    lifetimes: { refreshSeconds: 200_000, sessionSeconds },
  });
  const { refresh } = await long.login("anna");
  await short.auth.revokeSubject("anna");
  expect(await short.auth.rotate(refresh.token)).toMatchObject({ ok: false });
  clock.advance({ seconds: sessionSeconds + 200 });
  expect(await short.auth.rotate(refresh.token)).toEqual({ ok: false, code: "token_invalid" });
});

test("A session may exceed its lifetime by a minute of clock difference", async () => {
  const clock = createTestClock();
  const long = await createTestAuth({ clock });
  const shorter = (bySeconds: number) => {
    const sessionSeconds = long.lifetimes.sessionSeconds - bySeconds;
    return createTestAuth({
      clock,
      store: long.store,
      witness: long.witness,
      ring: long.ring,
      lifetimes: { sessionSeconds },
    });
  };
  const { access } = await long.login();
  expect(await (await shorter(60)).auth.verify(access.token)).toMatchObject({ ok: true });
  expect(await (await shorter(61)).auth.verify(access.token)).toEqual({ ok: false, code: "token_invalid" });
});

test("Any token that we signed ends its session, however long-lived", async () => {
  const long = await createTestAuth({ lifetimes: { refreshSeconds: 200_000, sessionSeconds: 200_000 } });
  const { clock, store, witness, ring } = long;
  const short = await createTestAuth({
    clock,
    store,
    witness,
    ring,
    lifetimes: { accessSeconds: 60, refreshSeconds: 1_000, sessionSeconds: 1_000 },
  });
  const { access, refresh } = await long.login();
  expect(await short.auth.verify(access.token)).toEqual({ ok: false, code: "token_invalid" });
  const claims = await short.auth.verifySignature(refresh.token);
  if (claims === null) throw new Error("the token is ours");
  await short.auth.revoke(claims);
  // Where longer lives are allowed, or are allowed again, it stays ended.
  clock.advance({ seconds: 500 });
  expect(await long.auth.verify(access.token)).toMatchObject({ code: "token_revoked", by: "session" });
  clock.advance({ seconds: 100_000 });
  expect(await long.auth.rotate(refresh.token)).toMatchObject({ ok: false, by: "session" });
});

test("An epoch lives as long as the longest session ever allowed", async () => {
  const long = await createTestAuth({ lifetimes: { refreshSeconds: 200_000, sessionSeconds: 200_000 } });
  const { clock, store, witness, ring } = long;
  const short = await createTestAuth({
    clock,
    store,
    witness,
    ring,
    lifetimes: { refreshSeconds: 1_000, sessionSeconds: 1_000 },
  });
  const { refresh } = await long.login("anna");
  await short.auth.revokeSubject("anna");
  for (let passed = 0; passed < 199_000; passed += 20_000) {
    expect(await long.auth.rotate(refresh.token), `${passed} s`).toMatchObject({ ok: false, by: "subject" });
    clock.advance({ seconds: 20_000 });
  }
});
