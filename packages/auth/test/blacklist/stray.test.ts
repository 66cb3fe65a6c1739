import { expect, test } from "vitest";
import { memoryWitness } from "../../src/blacklist/memory-witness.ts";
import { type Checkpoint, type Store, Unavailable, type Witness } from "../../src/index.ts";
import { createTestAuth, type TestAuth } from "../../src/testing/index.ts";
import { BY_GENERATION, cluster } from "./cluster.ts";
import { replayable } from "./replayable.ts";

const UNAVAILABLE = { name: "Unavailable", dependency: "blacklist" };

/** The same store, named by another setting. */
function toldOtherwise(store: Store, setting = "another setting"): Store {
  return { ...store, setting };
}

/** A healthy process with a login, and one beside it on the same witness that was told to use another store. */
async function besideStray(stray: (healthy: TestAuth) => Store | Promise<Store>) {
  const { first, clock, witness } = await cluster();
  const pair = await first.login();
  const other = await createTestAuth({ clock, witness, ring: first.ring, store: await stray(first) });
  return { healthy: first, stray: other, pair, clock };
}

test.each([
  ["an empty one", (healthy: TestAuth) => toldOtherwise(replayable(healthy.clock))],
  [
    "one of another deployment",
    async (healthy: TestAuth) => {
      const store = replayable(healthy.clock);
      await (await createTestAuth({ clock: healthy.clock, store })).login();
      return toldOtherwise(store);
    },
  ],
] as const)("A process configured for another store logs no one out: %s", async (_, store) => {
  const { healthy, stray, pair, clock } = await besideStray(store);
  for (let second = 0; second < 5; second += 1) {
    await expect(stray.auth.ready()).rejects.toMatchObject(UNAVAILABLE);
    await expect(stray.auth.verify(pair.access.token)).rejects.toMatchObject(UNAVAILABLE);
    await expect(stray.auth.revokeSessions([pair.session])).rejects.toMatchObject(UNAVAILABLE);
    await expect(stray.auth.revokeAll()).rejects.toMatchObject(UNAVAILABLE);
    expect(await healthy.auth.verify(pair.access.token)).toMatchObject({ ok: true });
    clock.advance({ seconds: 1 });
  }
  expect(stray.events[0]).toMatchObject({
    type: "stray",
    detail: expect.stringContaining("settings of all instances"),
  });
  expect(await stray.auth.inspect()).toMatchObject({ condition: "stray" });
});

test("A store is known by its own id, however it is addressed", async () => {
  const { stray, pair } = await besideStray(({ store }) => toldOtherwise(store));
  expect(await stray.auth.verify(pair.access.token)).toMatchObject({ ok: true });
});

test("An emptied store under the recorded setting is a loss", async () => {
  const { first, swap, empty } = await cluster();
  const { access } = await first.login();
  swap(empty());
  expect(await first.auth.verify(access.token)).toMatchObject(BY_GENERATION);
});

test("An abandoned store that reappears means two servers: unavailable", async () => {
  const { first, swap, empty } = await cluster();
  const { access } = await first.login();
  const two = empty();
  swap(two);
  expect(await first.auth.verify(access.token)).toMatchObject(BY_GENERATION);
  const again = await first.login();
  const old = empty();
  // The first server, as it was: with the id that was given up.
  const { checkpoint } = await first.witness.read();
  await old.exchange({ key: "store", value: checkpoint.formerStore?.id ?? "", lifetimeMs: null }, null, []);
  swap(old);
  await expect(first.auth.verify(again.access.token)).rejects.toMatchObject(UNAVAILABLE);
  expect(first.events.at(-1)).toMatchObject({ type: "stray", detail: expect.stringContaining("Two servers") });
  swap(two);
  expect(await first.auth.verify(again.access.token)).toMatchObject({ ok: true });
});

test("Adopting a store makes the old one foreign", async () => {
  const { healthy, stray, pair } = await besideStray(({ clock }) => toldOtherwise(replayable(clock)));
  expect(await stray.auth.instances()).toEqual([{ isSameStore: false }]);
  await stray.auth.adoptStore();
  expect(await stray.auth.verify(pair.access.token)).toMatchObject(BY_GENERATION);
  expect(await stray.auth.verify((await stray.login()).access.token)).toMatchObject({ ok: true });
  healthy.clock.advance({ seconds: 1 });
  await expect(healthy.auth.verify(pair.access.token)).rejects.toThrow(Unavailable);
});

test("Adopting the store already in use logs no one out", async () => {
  const { stray, pair } = await besideStray(({ store }) => toldOtherwise(store));
  await stray.auth.adoptStore();
  expect(await stray.auth.verify(pair.access.token)).toMatchObject({ ok: true });
});

/** A witness that is put back to an older state, as a database is by a restore. */
function restorable() {
  let current: Checkpoint | null = null;
  const plain = memoryWitness();
  const withId = <T extends { readonly checkpoint: Checkpoint }>(answer: T): T => {
    return { ...answer, checkpoint: { ...answer.checkpoint, databaseId: "a-database" } };
  };
  let shift = 0;
  const witness: Witness = {
    ...plain,
    async read() {
      const answer = withId(await plain.read());
      return current === null ? answer : { ...answer, checkpoint: current };
    },
    async replace(version, change) {
      if (current === null) return withId(await plain.replace(version, change));
      const replaced = version === current.version;
      if (replaced) {
        shift += 1;
        const { lost: _, givenUp: __, journal: ___, ...rest } = change;
        current = { ...current, ...rest, version: version + 1 };
      }
      return { checkpoint: current, at: new Date(), replaced };
    },
  };
  return {
    witness,
    changes: () => shift,
    async backup() {
      return (await witness.read()).checkpoint;
    },
    restore(checkpoint: Checkpoint) {
      current = checkpoint;
    },
  };
}

test("A database restored alone is reported, and revocations hold", async () => {
  const { witness, backup, restore } = restorable();
  const { first, start, clock } = await cluster(undefined, witness);
  const [victim, innocent] = [await first.login(), await first.login()];
  const old = await backup();
  for (let i = 0; i < 10; i += 1) await first.auth.revokeSessions([(await first.login()).session]);
  await first.auth.revokeSessions([victim.session]);
  clock.advance({ seconds: 120 });
  restore(old);
  for (const process of [first, await start()]) {
    expect(await process.auth.verify(victim.access.token)).toMatchObject({ code: "token_revoked", by: "session" });
    expect(await process.auth.verify(innocent.access.token)).toMatchObject({ ok: true });
  }
  expect(first.events.map(({ type }) => type)).toContain("database_restored");
  expect(first.events.map(({ type }) => type)).not.toContain("forgot");
});

test("A new database beside an old store accepts no older token", async () => {
  const { first, clock } = await cluster(undefined, restorable().witness);
  const { access } = await first.login();
  const { store, ring } = first;
  const other = restorable();
  const fresh = await createTestAuth({ clock, ring, store, witness: { ...other.witness } });
  await fresh.login();
  expect(await fresh.auth.verify(access.token)).toMatchObject(BY_GENERATION);
  // Two deployments under one prefix don't end each other's sessions by being there.
  expect(await first.auth.verify(access.token)).toMatchObject({ ok: true });
});

test("Two databases under one prefix are reported", async () => {
  const { first, clock } = await cluster(undefined, restorable().witness);
  await first.auth.revokeSessions([(await first.login()).session]);
  const { store, ring } = first;
  const plain = memoryWitness(clock.now);
  const named: Witness = {
    ...plain,
    read: async () => {
      const answer = await plain.read();
      return { ...answer, checkpoint: { ...answer.checkpoint, databaseId: "another-database" } };
    },
  };
  const other = await createTestAuth({ clock, ring, store, witness: named });
  await other.login();
  expect(other.events.map(({ type }) => type)).toContain("shared");
});
