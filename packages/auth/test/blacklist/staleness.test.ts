import { expect, test } from "vitest";
import { logRetentionMs, type Store, Unavailable } from "../../src/index.ts";
import { openMemoryStore } from "../../src/stores/memory.ts";
import { createTestAuth, createTestClock } from "../../src/testing/index.ts";
import { swappable } from "./cluster.ts";
import { pair, REVOKED } from "./pair.ts";
import { bareName } from "./space.ts";

test("A process's own revocations are in force there immediately", async () => {
  const { here } = await pair();
  const { auth, login } = here;
  const logins = await Promise.all(["a", "b", "c", "d"].map((subject) => login(subject)));
  const [byToken, bySession, bySubject, byAll] = logins;
  if (!byToken || !bySession || !bySubject || !byAll) throw new Error("four logins");
  for (const { access } of logins) expect(await auth.verify(access.token)).toMatchObject({ ok: true });
  const claims = await auth.verifySignature(byToken.access.token);
  if (claims === null) throw new Error("the token is ours");
  await auth.revoke(claims);
  expect(await auth.verify(byToken.access.token)).toMatchObject({ ...REVOKED, by: "token" });
  await auth.revokeSessions([bySession.session]);
  expect(await auth.verify(bySession.access.token)).toMatchObject({ ...REVOKED, by: "session" });
  await auth.revokeSubject("c");
  expect(await auth.verify(bySubject.access.token)).toMatchObject({ ...REVOKED, by: "subject" });
  expect(await auth.verify((await login("c")).access.token)).toMatchObject({ ok: true });
  await auth.revokeAll();
  expect(await auth.verify(byAll.access.token)).toMatchObject({ ...REVOKED, by: "generation" });
  expect(await auth.verify((await login("d")).access.token)).toMatchObject({ ok: true });
});

test("What another process revoked is in force no later than the bound", async () => {
  const { here, there, clock } = await pair();
  const { access, session } = await here.login();
  expect(await there.auth.verify(access.token)).toMatchObject({ ok: true });
  await here.auth.revokeSessions([session]);
  clock.advance({ milliseconds: 1001 });
  expect(await there.auth.verify(access.token)).toMatchObject(REVOKED);
  const asked = there.store.calls.read;
  expect(await there.auth.verify(access.token)).toMatchObject(REVOKED);
  expect(there.store.calls.read).toBe(asked);
});

test("A revocation that was read stays in force for the token's life", async () => {
  const { here, there, clock } = await pair({ lifetimes: { accessSeconds: 60 } });
  const { access, session } = await here.login();
  await here.auth.revokeSessions([session]);
  for (let second = 0; second < 64; second += 2) {
    expect(await there.auth.verify(access.token), `${second} s`).toMatchObject(REVOKED);
    clock.advance({ seconds: 2 });
  }
});

test("A log of several pages is read to its end", async () => {
  const { here, there, clock } = await pair({ timeoutMs: 5_000 });
  const { access, session } = await here.login();
  expect(await there.auth.verify(access.token)).toMatchObject({ ok: true });
  const others = Array.from({ length: 4_100 }, (_, i) => ({ id: `other-${i}`, expiresAt: session.expiresAt }));
  await here.auth.revokeSessions([...others, session]);
  clock.advance({ milliseconds: 1001 });
  const asked = there.store.calls.tail;
  expect(await there.auth.verify(access.token)).toMatchObject(REVOKED);
  expect(there.store.calls.tail - asked).toBe(3);
});

test("The log of a replaced store is read from its beginning", async () => {
  const clock = createTestClock();
  const empty = () => openMemoryStore({ clock: clock.now, logRetentionMs: 700_000 });
  const { store, swap } = swappable(empty());
  const { here, there } = await pair({ clock, store });
  for (let i = 0; i < 20; i += 1) await here.auth.revokeSubject("anna");
  expect(await there.auth.verify((await here.login("anna")).access.token)).toMatchObject({ ok: true });
  swap(empty());
  const { access, session } = await here.login("bert");
  await here.auth.revokeSessions([session]);
  clock.advance({ milliseconds: 1001 });
  expect(await there.auth.verify(access.token)).toMatchObject({ ...REVOKED, by: "session" });
});

test("A late reply to an own revocation doesn't hide a later one", async () => {
  const clock = createTestClock();
  const plain = openMemoryStore({ clock: clock.now, logRetentionMs: 700_000 });
  const [done, arrived] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const slow: Store = {
    ...plain,
    async put(write) {
      const written = await plain.put(write);
      if (write.records.some(({ key }) => bareName(key) === "subject:anna")) {
        done.resolve();
        await arrived.promise;
      }
      return written;
    },
  };
  const { here, there } = await pair({ clock, store: plain });
  const late = await createTestAuth({
    clock,
    store: slow,
    witness: here.witness,
    ring: here.ring,
    maxStalenessMs: 1000,
    timeoutMs: 5_000,
  });
  const verification = await there.auth.verify((await there.login("anna")).access.token);
  if (!verification.ok) throw new Error("expected a live token");
  const ending = late.auth.revokeSubject("anna");
  await done.promise;
  await there.auth.revokeSubject("anna");
  clock.advance({ milliseconds: 1001 });
  expect(await late.auth.verify((await there.login("bert")).access.token)).toMatchObject({ ok: true });
  arrived.resolve();
  const pairOfTheFirst = await late.auth.reissue(verification.claims, await ending);
  expect(await late.auth.verify(pairOfTheFirst.access.token)).toMatchObject({ ...REVOKED, by: "subject" });
});

test("An own revocation is asked about until the log was read", async () => {
  const { there, clock } = await pair();
  await there.auth.verify((await there.login("bert")).access.token);
  await there.auth.revokeSubject("anna");
  const { access } = await there.login("anna");
  const before = there.store.calls.read;
  await there.auth.verify(access.token);
  expect(there.store.calls.read - before).toBe(1);
  clock.advance({ milliseconds: 1001 });
  await there.auth.verify(access.token);
  const asked = there.store.calls.read;
  for (let i = 0; i < 10; i += 1) expect(await there.auth.verify(access.token)).toMatchObject({ ok: true });
  expect(there.store.calls.read).toBe(asked);
});

test("The replica notices a flushed store, and everyone logs in again", async () => {
  const clock = createTestClock();
  const empty = () => openMemoryStore({ clock: clock.now, logRetentionMs: 700_000 });
  const { store, swap } = swappable(empty());
  const { there } = await pair({ clock, store });
  const { access } = await there.login();
  expect(await there.auth.verify(access.token)).toMatchObject({ ok: true });
  swap(empty());
  clock.advance({ milliseconds: 1001 });
  expect(await there.auth.verify(access.token)).toMatchObject({ ...REVOKED, by: "generation" });
  expect(await there.auth.verify((await there.login()).access.token)).toMatchObject({ ok: true });
});

test("Within the bound no question is sent; afterwards one for all", async () => {
  const { there, clock } = await pair();
  const { access } = await there.login();
  await there.auth.verify(access.token);
  expect(there.store.calls.tail).toBe(1);
  const asked = () => there.store.calls.read + there.store.calls.tail;
  const before = asked();
  for (let i = 0; i < 100; i += 1) expect(await there.auth.verify(access.token)).toMatchObject({ ok: true });
  clock.advance({ milliseconds: 1000 });
  expect(await there.auth.verify(access.token)).toMatchObject({ ok: true });
  expect(asked() - before).toBe(0);
  clock.advance({ milliseconds: 1 });
  await Promise.all(Array.from({ length: 100 }, () => there.auth.verify(access.token)));
  expect(asked() - before).toBe(1);
});

test("A token with a newer epoch or generation than known is accepted", async () => {
  const { here, there } = await pair();
  await there.auth.verify((await there.login("anna")).access.token);
  await here.auth.revokeSubject("anna");
  await there.auth.verify((await there.login("bert")).access.token);
  await here.auth.revokeSubject("anna");
  expect(await there.auth.verify((await here.login("anna")).access.token)).toMatchObject({ ok: true });
  await here.auth.revokeAll();
  expect(await there.auth.verify((await here.login("anna")).access.token)).toMatchObject({ ok: true });
});

test("An outdated replica that can't be renewed accepts no token", async () => {
  const { there, clock } = await pair();
  const { access } = await there.login();
  await there.auth.verify(access.token);
  there.store.break("refuse");
  expect(await there.auth.verify(access.token)).toMatchObject({ ok: true });
  clock.advance({ milliseconds: 1001 });
  await expect(there.auth.verify(access.token)).rejects.toThrow(Unavailable);
  there.store.mend();
  expect(await there.auth.verify(access.token)).toMatchObject({ ok: true });
});

test("No staleness asks the store even within the bound, and a refresh always does", async () => {
  const { here, there } = await pair();
  const { access, refresh, session } = await here.login();
  await there.auth.verify(access.token);
  await here.auth.revokeSessions([session]);
  expect(await there.auth.verify(access.token)).toMatchObject({ ok: true });
  expect(await there.auth.verify(access.token, { maxStalenessMs: 0 })).toMatchObject(REVOKED);
  expect(await there.auth.rotate(refresh.token)).toMatchObject(REVOKED);
});

test("A call may allow less staleness than the options, and never more", async () => {
  const { here, there, clock } = await pair();
  const { access, session } = await here.login();
  await there.auth.verify(access.token);
  await here.auth.revokeSessions([session]);
  clock.advance({ milliseconds: 500 });
  expect(await there.auth.verify(access.token, { maxStalenessMs: 600 })).toMatchObject({ ok: true });
  expect(await there.auth.verify(access.token, { maxStalenessMs: 400 })).toMatchObject(REVOKED);
  const other = await here.login();
  await there.auth.verify(other.access.token);
  await here.auth.revokeSessions([other.session]);
  clock.advance({ milliseconds: 1_001 });
  expect(await there.auth.verify(other.access.token, { maxStalenessMs: 60_000 })).toMatchObject(REVOKED);
});

test("A clock set back makes the replica old, not young", async () => {
  const { here, there, clock } = await pair();
  const { access, session } = await here.login();
  await there.auth.verify(access.token);
  clock.set({ seconds: -3 });
  await here.auth.revokeSessions([session]);
  expect(await there.auth.verify(access.token)).toMatchObject(REVOKED);
});

test("A clock that jumps ahead and back loses no revocation", async () => {
  const { here, there, clock } = await pair();
  const { access, session } = await here.login();
  await there.auth.verify(access.token);
  await here.auth.revokeSessions([session]);
  clock.advance({ milliseconds: 1001 });
  expect(await there.auth.verify(access.token)).toMatchObject(REVOKED);
  for (const seconds of [700, -700, 59, -59]) {
    clock.set({ seconds });
    await there.auth.verify((await here.login()).access.token);
  }
  expect(await there.auth.verify(access.token)).toMatchObject(REVOKED);
});

test("A machine that was paused trusts nothing that it held before", async () => {
  const { here, there, clock } = await pair();
  const { access, session } = await here.login();
  await there.auth.verify(access.token);
  await here.auth.revokeSessions([session]);
  // The monotonic clock stands still meanwhile.
  clock.set({ seconds: 30 });
  expect(await there.auth.verify(access.token)).toMatchObject(REVOKED);
});

test("A replica is trusted only after an access token's life of log", async () => {
  const strict = await createTestAuth();
  const { clock, store, witness, ring, lifetimes } = strict;
  const [ended, live] = [await strict.login(), await strict.login()];
  await strict.auth.revokeSessions([ended.session]);
  const late = await createTestAuth({ clock, store, witness, ring, maxStalenessMs: 1000 });
  // Nobody followed the log when that was written.
  expect(await late.auth.verify(ended.access.token)).toMatchObject(REVOKED);
  const asked = () => store.calls.read;
  let before = asked();
  expect(await late.auth.verify(live.access.token)).toMatchObject({ ok: true });
  expect(asked() - before).toBe(1);
  const retention = logRetentionMs(lifetimes.accessSeconds, lifetimes.toleranceSeconds);
  for (let passed = 0; passed <= retention; passed += 30_000) {
    clock.advance({ milliseconds: 30_000 });
    await late.auth.verify(live.access.token);
  }
  const { access } = await strict.login();
  expect(await late.auth.verify(access.token)).toMatchObject({ ok: true });
  before = asked();
  for (let i = 0; i < 10; i += 1) expect(await late.auth.verify(access.token)).toMatchObject({ ok: true });
  expect(asked() - before).toBe(0);
});

test("Without a follower nothing is logged; the first one begins the log", async () => {
  const { auth, store, login } = await createTestAuth();
  await auth.revokeSessions([(await login()).session]);
  expect((await store.tail({ cursor: null, keys: [], limit: 10 })).entries).toEqual([]);
});

test("A first follower whose reply was lost still has the whole log", async () => {
  const { there, clock } = await pair();
  const { access } = await there.login();
  there.store.break("answer-lost", "exchange");
  await expect(there.auth.verify(access.token)).rejects.toThrow(Unavailable);
  there.store.mend();
  clock.advance({ milliseconds: 1 });
  const asked = there.store.calls.read;
  expect(await there.auth.verify(access.token)).toMatchObject({ ok: true });
  expect(there.store.calls.read).toBe(asked);
});

test("An instance with shorter lifetimes doesn't trim what others need", async () => {
  const long = await createTestAuth({ lifetimes: { accessSeconds: 3_600 }, maxStalenessMs: 1000, timeoutMs: 5_000 });
  const { clock, witness, ring } = long;
  const store = openMemoryStore({ clock: clock.now, logRetentionMs: 1 });
  const shared = { clock, witness, ring, store, timeoutMs: 5_000 };
  const longer = await createTestAuth({ ...shared, lifetimes: { accessSeconds: 3_600 }, maxStalenessMs: 1000 });
  const shorter = await createTestAuth({ ...shared, lifetimes: { accessSeconds: 60 } });
  const { access, session } = await longer.login();
  await longer.auth.verify(access.token);
  await shorter.auth.revokeSessions([session]);
  for (let minute = 0; minute < 50; minute += 1) {
    clock.advance({ seconds: 60 });
    await shorter.auth.revokeSessions([(await shorter.login()).session]);
    expect(await longer.auth.verify(access.token), `${minute} min`).toMatchObject(REVOKED);
  }
  const started = await createTestAuth({ ...shared, lifetimes: { accessSeconds: 3_600 }, maxStalenessMs: 1000 });
  expect(await started.auth.verify(access.token)).toMatchObject(REVOKED);
});
