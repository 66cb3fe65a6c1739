import { expect, test } from "vitest";
import { formatGeneration } from "../../src/blacklist/generation.ts";
import { type Store, Unavailable } from "../../src/index.ts";
import { createTestAuth, createTestClock } from "../../src/testing/index.ts";
import { BY_GENERATION } from "./cluster.ts";
import { journaledCluster, journalingWitness } from "./journaled.ts";
import { keyIn } from "./space.ts";

const LIVE = { ok: true };
const REVOKED = { ok: false, code: "token_revoked" };

type Cluster = Awaited<ReturnType<typeof journaledCluster>>;

/** How a store can lose what it has: all of it, or what was written since a copy was made. */
const LOSSES = {
  flushed: async ({ empty }: Cluster) => empty(),
  "put back to a backup": async ({ backup }: Cluster) => backup(),
};

test.each(Object.entries(LOSSES))("A store %s is given back every revocation, and sessions go on", async (_, lose) => {
  const all = await journaledCluster();
  const { first, start, swap, login } = all;
  const [live, byToken, bySession, bySubject] = [
    await login(first),
    await login(first),
    await login(first),
    await login(first, "anna"),
  ];
  const lost = await lose(all);
  const claims = await first.auth.verifySignature(byToken.access.token);
  if (claims === null) throw new Error("ours");
  await first.auth.revoke(claims);
  await first.auth.revokeSessions([bySession.session]);
  await first.auth.revokeSubject("anna");
  const anew = await login(first, "anna");
  swap(lost);
  for (const judge of [first, await start()]) {
    expect(await judge.auth.verify(byToken.access.token)).toMatchObject({ ...REVOKED, by: "token" });
    expect(await judge.auth.verify(bySession.access.token)).toMatchObject({ ...REVOKED, by: "session" });
    expect(await judge.auth.verify(bySubject.access.token)).toMatchObject({ ...REVOKED, by: "subject" });
    expect(await judge.auth.verify(live.access.token)).toMatchObject(LIVE);
    expect(await judge.auth.verify(anew.access.token)).toMatchObject(LIVE);
  }
  expect(first.events.map(({ type }) => type)).toEqual(["reborn", "recovering", "recovering", "recovered"]);
  expect(first.events.at(-1)).toMatchObject({ restored: 3, durationMs: 0 });
});

test("A recovery keeps to no limit: ten losses in a second log nobody out", async () => {
  const { first, swap, empty, login } = await journaledCluster();
  const [live, ended] = [await login(first), await login(first)];
  await first.auth.revokeSessions([ended.session]);
  for (let i = 0; i < 10; i += 1) {
    swap(empty());
    expect(await first.auth.verify(live.access.token)).toMatchObject(LIVE);
    expect(await first.auth.verify(ended.access.token)).toMatchObject(REVOKED);
  }
});

test("A refresh token used before a loss, or in its lost part, is still known as used", async () => {
  const { first, swap, backup, login, ledger, clock } = await journaledCluster();
  const { refresh } = await login(first);
  const rotate = async (token: string) => {
    const rotation = await first.auth.rotate(token, ledger);
    if (!rotation.ok) throw new Error(rotation.code);
    return rotation.pair;
  };
  const second = await rotate(refresh.token);
  const lost = await backup();
  const third = await rotate(second.refresh.token);
  const fourth = await rotate(third.refresh.token);
  // Nothing but rotations is lost, and nobody has to notice that.
  swap(lost);
  const fifth = await rotate(fourth.refresh.token);
  expect(await first.auth.verify(fifth.access.token)).toMatchObject(LIVE);
  clock.advance({ seconds: 11 });
  expect(await first.auth.rotate(second.refresh.token, ledger)).toMatchObject({ ...REVOKED, by: "reused" });
  expect(await first.auth.verify(fifth.access.token)).toMatchObject({ ...REVOKED, by: "session" });
});

test("After a flush the newest refresh token works, and its predecessor within the grace", async () => {
  const { first, swap, empty, login, ledger } = await journaledCluster();
  const { refresh } = await login(first);
  const rotation = await first.auth.rotate(refresh.token, ledger);
  if (!rotation.ok) throw new Error(rotation.code);
  swap(empty());
  const again = await first.auth.rotate(refresh.token, ledger);
  expect(again).toMatchObject({ ok: true, pair: { refresh: { tokenId: rotation.pair.refresh.tokenId } } });
  expect(await first.auth.rotate(rotation.pair.refresh.token, ledger)).toMatchObject(LIVE);
});

test("revokeAll stays in force through any later loss", async () => {
  const { first, start, swap, backup, empty, login } = await journaledCluster();
  const { access } = await login(first);
  const before = await backup();
  await first.auth.revokeAll();
  for (const lost of [before, await before.copy(), empty()]) {
    swap(lost);
    expect(await first.auth.verify(access.token)).toMatchObject(BY_GENERATION);
    expect(await (await start()).auth.verify(access.token)).toMatchObject(BY_GENERATION);
  }
});

test("What a process with an old checkpoint revokes in a new line is in force", async () => {
  const { first, start, login } = await journaledCluster();
  await login(first);
  const other = await start();
  await other.auth.revokeAll();
  const { access, session } = await login(other);
  await first.auth.revokeSessions([session]);
  for (const judge of [first, other]) expect(await judge.auth.verify(access.token)).toMatchObject(REVOKED);
});

test("revokeAll against a slow recovery wins, whichever is answered first", async () => {
  const { first, start, swap, empty, login, clock } = await journaledCluster();
  const { access } = await login(first);
  swap(empty());
  const { store, reached, release } = heldOnce(first.store, "restore");
  const slow = await createTestAuth({ clock, witness: first.witness, ring: first.ring, store, timeoutMs: 10_000 });
  const late = slow.auth.verify(access.token).catch(() => null);
  await reached;
  const other = await start();
  await other.auth.revokeAll();
  expect(await other.auth.verify(access.token)).toMatchObject(BY_GENERATION);
  release();
  expect(await late).not.toMatchObject(LIVE);
  for (const judge of [other, slow, first]) expect(await judge.auth.verify(access.token)).toMatchObject(BY_GENERATION);
});

test("A slow writer of the generation before writes again under the new one", async () => {
  for (const when of ["before", "after"] as const) {
    const { first, swap, empty, login, clock } = await journaledCluster();
    const [live, ended] = [await login(first), await login(first)];
    const { store, reached, release } = heldOnce(first.store, "put", when);
    const slow = await createTestAuth({ clock, witness: first.witness, ring: first.ring, store, timeoutMs: 10_000 });
    const ending = slow.auth.revokeSessions([ended.session]);
    await reached;
    swap(empty());
    expect(await first.auth.verify(live.access.token)).toMatchObject(LIVE);
    release();
    await ending;
    expect(await first.auth.verify(ended.access.token)).toMatchObject(REVOKED);
    swap(empty());
    expect(await first.auth.verify(ended.access.token)).toMatchObject(REVOKED);
    expect(await first.auth.verify(live.access.token)).toMatchObject(LIVE);
  }
});

test("An epoch is not overtaken by an older row that is answered late", async () => {
  const { first, start, swap, empty, login, clock } = await journaledCluster();
  const { store, reached, release } = heldOnce(first.store, "put", "after");
  const slow = await createTestAuth({ clock, witness: first.witness, ring: first.ring, store, timeoutMs: 10_000 });
  await login(first, "anna");
  const older = slow.auth.revokeSubject("anna");
  await reached;
  const other = await start();
  const ended = await login(first, "anna");
  await other.auth.revokeSubject("anna");
  const live = await login(other, "anna");
  release();
  await older;
  swap(empty());
  expect(await first.auth.verify(ended.access.token)).toMatchObject(REVOKED);
  expect(await first.auth.verify(live.access.token)).toMatchObject(LIVE);
});

test("A login under an epoch whose writer was never answered goes on after a loss", async () => {
  const { first, start, swap, empty, login } = await journaledCluster();
  await login(first, "anna");
  const dying = await start();
  dying.store.break("answer-lost", "put");
  await expect(dying.auth.revokeSubject("anna")).rejects.toThrow(Unavailable);
  const { access } = await login(first, "anna");
  swap(empty());
  expect(await first.auth.verify(access.token)).toMatchObject(LIVE);
});

test("A login goes on although a failover takes away the epoch it was born under", async () => {
  const { first, start, swap, backup, login, clock } = await journaledCluster();
  await login(first, "anna");
  const before = await backup();
  const dying = await start();
  dying.store.break("answer-lost", "put");
  await expect(dying.auth.revokeSubject("anna")).rejects.toThrow(Unavailable);
  const { access } = await login(first, "anna");
  swap(before);
  clock.advance({ seconds: 2 });
  expect(await first.auth.verify(access.token)).toMatchObject(LIVE);
});

test("No row counts as newer than the writes that come after it", async () => {
  const { first, start, swap, backup, empty, login, clock } = await journaledCluster();
  await login(first, "anna");
  const before = await backup();
  const dying = await start();
  for (let i = 0; i < 3; i += 1) {
    dying.store.break("answer-lost", "put");
    await expect(dying.auth.revokeSubject("anna")).rejects.toThrow(Unavailable);
  }
  const { access } = await login(first, "anna");
  swap(before);
  clock.advance({ seconds: 2 });
  await first.auth.revokeSubject("anna");
  swap(empty());
  clock.advance({ seconds: 2 });
  expect(await first.auth.verify(access.token)).toMatchObject(REVOKED);
});

test("A recovery that is killed at any of its steps is finished by another process", async () => {
  for (const call of ["exchange", "restore", "readPrimary"] as const) {
    for (const fault of ["refuse", "answer-lost"] as const) {
      const { first, start, swap, empty, login } = await journaledCluster();
      const [live, ended] = [await login(first), await login(first)];
      await first.auth.revokeSessions([ended.session]);
      swap(empty());
      first.store.break(fault, call);
      await expect(first.auth.verify(live.access.token), `${fault} ${call}`).rejects.toThrow(Unavailable);
      const other = await start();
      expect(await other.auth.verify(ended.access.token)).toMatchObject(REVOKED);
      expect(await other.auth.verify(live.access.token)).toMatchObject(LIVE);
    }
  }
});

test("A large recovery goes on where another process stopped, and after a second loss in its middle", async () => {
  const { first, start, swap, empty, now, login, witness, clock } = await manyRows(5_000);
  const [live, ended] = [await login(first), await login(first)];
  await first.auth.revokeSessions([ended.session]);
  swap(empty());
  const { store, release } = heldOnce(first.store, "restore", "before", 3);
  const slow = await createTestAuth({ clock, witness, ring: first.ring, store, timeoutMs: 100 });
  await expect(slow.auth.verify(ended.access.token)).rejects.toThrow(Unavailable);
  // It has put two pages. The store loses the second of them.
  swap(await now().copy(1));
  const other = await start();
  expect(await other.auth.verify(ended.access.token)).toMatchObject(REVOKED);
  expect(await other.auth.verify(live.access.token)).toMatchObject(LIVE);
  release();
  const recovered = other.events.find(({ type }) => type === "recovered");
  expect(recovered?.restored).toBe(5_001);
  const [record] = await first.store.read([await keyIn(first.store, "session:4999")]);
  expect(record).toBe("value");
});

test("Nobody passes and nobody is refused while records are being given back", async () => {
  const { first, start, swap, empty, login, witness, clock } = await manyRows(5_000);
  const [live, ended] = [await login(first), await login(first)];
  await first.auth.revokeSessions([ended.session]);
  const other = await start();
  await other.auth.verify(live.access.token);
  swap(empty());
  const { store, reached, release } = heldOnce(first.store, "restore", "after", 2);
  const slow = await createTestAuth({ clock, witness, ring: first.ring, store, timeoutMs: 50 });
  await expect(slow.auth.verify(live.access.token)).rejects.toThrow(Unavailable);
  await reached;
  const inspection = await other.auth.inspect();
  expect(inspection.condition).toBe("unfinished");
  for (const { access } of [live, ended]) {
    const blocked = await createTestAuth({
      clock,
      witness,
      ring: first.ring,
      store: refusing(first.store),
      timeoutMs: 50,
    });
    await expect(blocked.auth.verify(access.token)).rejects.toThrow(Unavailable);
  }
  release();
});

test("A frozen process that planned another pair hands out the one that was answered", async () => {
  const { first, start, swap, empty, login, ledger, clock } = await journaledCluster();
  const { refresh } = await login(first);
  const { store, reached, release } = heldOnce(first.store, "exchange", "after");
  const frozen = await createTestAuth({ clock, witness: first.witness, ring: first.ring, store, timeoutMs: 10_000 });
  const late = frozen.auth.rotate(refresh.token, ledger);
  await reached;
  swap(empty());
  const other = await start();
  const answered = await other.auth.rotate(refresh.token, ledger);
  release();
  const both = [await late, answered];
  if (!answered.ok) throw new Error(answered.code);
  for (const each of both) {
    expect(each).toMatchObject({ ok: true, pair: { refresh: { tokenId: answered.pair.refresh.tokenId } } });
  }
});

test("A store that another process gives an id meanwhile isn't taken for another one", async () => {
  const { first, start, swap, empty, login, clock } = await journaledCluster();
  const { access } = await login(first);
  swap(empty());
  const { store, reached, release } = heldOnce(first.store, "readPrimary", "before", 2);
  const slow = await createTestAuth({ clock, witness: first.witness, ring: first.ring, store, timeoutMs: 10_000 });
  const late = slow.auth.verify(access.token);
  await reached;
  expect(await (await start()).auth.verify(access.token)).toMatchObject(LIVE);
  release();
  expect(await late).toMatchObject(LIVE);
  expect(slow.events.map(({ type }) => type)).not.toContain("stray");
});

test("A database restored alone is noticed: nothing is given back from its journal", async () => {
  for (const noticed of ["by a question", "by a process that knew more"] as const) {
    const clock = createTestClock();
    const database = restorable(clock.now);
    const { first, start, swap, empty, login } = await journaledCluster(clock, database.witness);
    const victim = await login(first);
    const others = [await login(first), await login(first), await login(first)];
    database.backup();
    await first.auth.revokeSessions([victim.session]);
    for (const { session } of others) await first.auth.revokeSessions([session]);
    database.restore();
    clock.advance({ seconds: 2 });
    const judge = noticed === "by a question" ? await start() : first;
    if (noticed === "by a question") {
      expect(await judge.auth.verify(victim.access.token)).toMatchObject(REVOKED);
      await judge.auth.ready();
      expect(judge.events.map(({ type }) => type)).toContain("database_restored");
    }
    swap(empty());
    expect(await judge.auth.verify(victim.access.token), noticed).toMatchObject(BY_GENERATION);
  }
});

test("A process that reconnects still knows how far the database was", async () => {
  const clock = createTestClock();
  const database = restorable(clock.now);
  const { first, swap, empty, login, witness } = await journaledCluster(clock, database.witness);
  const victim = await login(first);
  let connections = 1;
  const store = { ...first.store, connections: () => connections };
  const judge = await createTestAuth({ clock, witness, ring: first.ring, store, timeoutMs: 10_000 });
  database.backup();
  await judge.auth.revokeSessions([victim.session]);
  database.restore();
  connections += 1;
  swap(empty());
  clock.advance({ seconds: 2 });
  expect(await judge.auth.verify(victim.access.token)).toMatchObject(BY_GENERATION);
});

test("A database restored alone is noticed though only one write is missing, and nothing asked since", async () => {
  for (const noticed of ["by a login", "by a write"] as const) {
    const clock = createTestClock();
    const database = restorable(clock.now);
    const { first, start, swap, empty, login } = await journaledCluster(clock, database.witness);
    const [victim, other] = [await login(first), await login(first)];
    await first.auth.revokeSessions([(await login(first)).session]);
    database.backup();
    await first.auth.revokeSessions([victim.session]);
    database.restore();
    clock.advance({ seconds: 20 });
    const judge = await start();
    if (noticed === "by a login") await login(judge);
    else await judge.auth.revokeSessions([other.session]);
    expect(judge.events.map(({ type }) => type)).toEqual(["database_restored"]);
    swap(empty());
    clock.advance({ seconds: 2 });
    expect(await judge.auth.verify(victim.access.token), noticed).toMatchObject(BY_GENERATION);
  }
});

test("A database that was put back is told of once, and revocations go on being journaled", async () => {
  const clock = createTestClock();
  const database = restorable(clock.now);
  const { first, start, swap, empty, login } = await journaledCluster(clock, database.witness);
  database.backup();
  for (let i = 0; i < 5; i += 1) await first.auth.revokeSessions([(await login(first)).session]);
  database.restore();
  clock.advance({ seconds: 20 });
  const judge = await start();
  for (let i = 0; i < 5; i += 1) await judge.auth.revokeSessions([(await login(judge)).session]);
  expect(judge.events.map(({ type }) => type)).toEqual(["database_restored"]);
  swap(empty());
  clock.advance({ seconds: 2 });
  const anew = await login(judge);
  clock.advance({ seconds: 2 });
  swap(empty());
  expect(await judge.auth.verify(anew.access.token)).toMatchObject(LIVE);
});

test("Two servers behind one name are told apart, and nobody passes at the wrong one", async () => {
  const { first, swap, now, empty, login } = await journaledCluster();
  const { access } = await login(first);
  const old = now();
  swap(empty());
  expect(await first.auth.verify(access.token)).toMatchObject(LIVE);
  swap(old);
  await expect(first.auth.verify(access.token)).rejects.toThrow(Unavailable);
  expect(first.events.at(-1)).toMatchObject({ type: "stray", detail: expect.stringContaining("Two servers") });
});

test("A line of the version before isn't given back: a loss ends it, and the next one is", async () => {
  const { first, start, swap, backup, empty, login, witness, clock } = await journaledCluster();
  await beginAsBefore(first.store, witness);
  const [live, ended] = [await login(first), await login(first)];
  expect(await first.auth.verify(live.access.token)).toMatchObject(LIVE);
  const lost = await backup();
  await first.auth.revokeSessions([ended.session]);
  swap(lost);
  for (const { access } of [live, ended]) expect(await first.auth.verify(access.token)).toMatchObject(BY_GENERATION);
  const anew = await login(first);
  clock.advance({ seconds: 1 });
  swap(empty());
  expect(await (await start()).auth.verify(anew.access.token)).toMatchObject(LIVE);
});

test("The line of a new database beside an old store is given back after its first loss", async () => {
  const { first, swap, empty, login, clock } = await journaledCluster();
  const [old, ended] = [await login(first, "anna"), await login(first)];
  await first.auth.revokeSubject("anna");
  const witness = journalingWitness(clock.now, "another-database");
  const fresh = await createTestAuth({ clock, witness, ring: first.ring, store: first.store, timeoutMs: 10_000 });
  const [live, out] = [await fresh.login("anna"), await fresh.login()];
  await fresh.auth.revokeSessions([out.session]);
  swap(empty());
  clock.advance({ seconds: 2 });
  expect(await fresh.auth.verify(live.access.token)).toMatchObject(LIVE);
  expect(await fresh.auth.verify(out.access.token)).toMatchObject(REVOKED);
  for (const { access } of [old, ended]) expect(await fresh.auth.verify(access.token)).toMatchObject(BY_GENERATION);
});

test("A rotation without the session's row is refused where a journal is kept", async () => {
  const { first, login } = await journaledCluster();
  const { refresh } = await login(first);
  await expect(first.auth.rotate(refresh.token)).rejects.toThrow(TypeError);
});

/** Begins as the version before did: keys without a space, and nothing journaled. */
async function beginAsBefore(store: Store, witness: Awaited<ReturnType<typeof journaledCluster>>["witness"]) {
  const id = "mf3abcde-AAAAAAAAAAAAAAAAAAAAAA";
  const generation = { number: 1, id, line: `1.${id}` };
  const { checkpoint } = await witness.read();
  await store.exchange({ key: "store", value: "the-store", lifetimeMs: null }, null, []);
  await store.exchange({ key: "generation", value: formatGeneration(generation), lifetimeMs: null }, null, []);
  await witness.replace(checkpoint.version, { generation });
}

/** A cluster whose journal holds so many sessions already. */
async function manyRows(count: number) {
  const all = await journaledCluster();
  await all.login(all.first);
  const { checkpoint, at } = await all.witness.read();
  const until = new Date(at.getTime() + 3_600_000);
  const journal = Array.from({ length: count }, (_, i) => {
    return { key: `session:${i}`, value: "value", until, generation: checkpoint.generation?.number ?? 0, revision: 0 };
  });
  await all.witness.replace(checkpoint.version, { journal });
  return all;
}

type Held = "readPrimary" | "put" | "restore" | "exchange";

/** A store whose n-th call of a method waits once, before it is sent or before its answer is heard. */
function heldOnce(plain: Store, method: Held, when: "before" | "after" = "before", nth = 1) {
  const [at, gone] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let calls = 0;
  const hold = async <T>(name: string, call: () => Promise<T>): Promise<T> => {
    const isHeld = name === method && ++calls === nth;
    const wait = async () => {
      at.resolve();
      await gone.promise;
    };
    if (isHeld && when === "before") await wait();
    const answer = await call();
    if (isHeld && when === "after") await wait();
    return answer;
  };
  const store: Store = {
    ...plain,
    readPrimary: (keys) => hold("readPrimary", () => plain.readPrimary(keys)),
    put: (write) => hold("put", () => plain.put(write)),
    restore: (restoration) => hold("restore", () => plain.restore(restoration)),
    exchange: (record, expected, keys) => hold("exchange", () => plain.exchange(record, expected, keys)),
  };
  return { store, reached: at.promise, release: gone.resolve };
}

/** A store that can't be given anything back. */
function refusing(plain: Store): Store {
  return { ...plain, restore: () => Promise.reject(new Error("refused")) };
}

/** A witness and its journal that can be put back to an older state, as a database is by a restore. */
function restorable(now: () => Date) {
  let current = journalingWitness(now);
  let changes: Parameters<typeof current.replace>[] = [];
  let kept = 0;
  const again = (list: typeof changes) => {
    const fresh = journalingWitness(now);
    for (const change of list) void fresh.replace(...change);
    return fresh;
  };
  const witness: typeof current = {
    read: () => current.read(),
    replace(...change) {
      changes.push(change);
      return current.replace(...change);
    },
    alive: (instance) => current.alive(instance),
    instances: () => current.instances(),
    get journal() {
      return current.journal;
    },
  };
  return {
    witness,
    backup() {
      kept = changes.length;
    },
    restore() {
      changes = changes.slice(0, kept);
      current = again(changes);
    },
  };
}
