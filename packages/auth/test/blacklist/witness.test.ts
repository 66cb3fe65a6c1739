import { expect, test } from "vitest";
import { memoryWitness } from "../../src/blacklist/memory-witness.ts";
import type { Witness } from "../../src/index.ts";
import { createTestAuth } from "../../src/testing/index.ts";
import { BY_GENERATION, cluster } from "./cluster.ts";

const UNKNOWN = { name: "Unavailable", dependency: "witness" };

test("The witness remembers the highest state by its generation, then by its mark, and of equals the first", async () => {
  const witness = memoryWitness();
  expect(await witness.read()).toBeNull();
  const first = { number: 2, id: "first", mark: 5 };
  await witness.raise(first);
  for (const lower of [
    { number: 1, id: "older", mark: 9 },
    { number: 2, id: "first", mark: 4 },
    { number: 2, id: "other", mark: 5 },
  ]) {
    await witness.raise(lower);
    expect(await witness.read()).toEqual(first);
  }
  await witness.raise({ ...first, mark: 6 });
  expect(await witness.read()).toEqual({ ...first, mark: 6 });
  await witness.raise({ number: 3, id: "newer", mark: 1 });
  expect(await witness.read()).toEqual({ number: 3, id: "newer", mark: 1 });
});

/** A witness that counts how often it is read, and fails on command. */
function watched() {
  const witness = memoryWitness();
  const watch = { reads: 0, raises: 0, isDown: false };
  const ask = async <T>(work: () => Promise<T>): Promise<T> => {
    if (watch.isDown) throw new Error("the database is down");
    return work();
  };
  const watching: Witness = {
    read() {
      watch.reads += 1;
      return ask(witness.read);
    },
    raise(state) {
      watch.raises += 1;
      return ask(() => witness.raise(state));
    },
  };
  return { watch, witness: watching };
}

test("Questions read the witness once a second together, and again when the clock was set back; a write always does", async () => {
  const { watch, witness } = watched();
  const { auth, clock, login } = await createTestAuth({ witness });
  const { access, session } = await login();
  clock.advance({ seconds: 1 });
  Object.assign(watch, { reads: 0, raises: 0 });
  const verify = async () => expect(await auth.verify(access.token)).toMatchObject({ ok: true });
  for (let i = 0; i < 10; i += 1) await verify();
  clock.advance({ milliseconds: 999 });
  await verify();
  expect(watch.reads).toBe(1);
  clock.advance({ milliseconds: 1 });
  await verify();
  expect(watch.reads).toBe(2);
  clock.advance({ seconds: -1 });
  await verify();
  expect(watch.reads).toBe(3);
  expect(watch.raises).toBe(0);
  await auth.endSessions([session]);
  expect(watch.reads).toBe(4);
});

test("A witness that can't be asked is unavailable by its own name: for questions, and for writes that it has to know", async () => {
  const { watch, witness } = watched();
  const { auth, clock, login } = await createTestAuth({ witness });
  const { access, session } = await login();
  clock.advance({ seconds: 1 });
  watch.isDown = true;
  await expect(auth.verify(access.token)).rejects.toMatchObject(UNKNOWN);
  await expect(auth.endSessions([session])).rejects.toMatchObject(UNKNOWN);
  watch.isDown = false;
  expect(await auth.verify(access.token)).toMatchObject({ ok: true });
});

test("A witness whose answer comes late doesn't make a process forget what it has told it meanwhile", async () => {
  const plain = memoryWitness();
  const [asked, arrived] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let isSlow = false;
  const witness: Witness = {
    ...plain,
    async read() {
      const seen = await plain.read();
      if (!isSlow) return seen;
      isSlow = false;
      asked.resolve();
      await arrived.promise;
      return seen;
    },
  };
  const { first, backup, swap, clock } = await cluster(witness);
  const [victim, other] = [await first.login(), await first.login()];
  const old = await backup();
  clock.advance({ seconds: 1 });
  isSlow = true;
  const question = first.auth.verify(other.access.token);
  await asked.promise;
  await first.auth.endSessions([victim.session]);
  swap(old);
  arrived.resolve();
  expect(await question).toMatchObject(BY_GENERATION);
  expect(await first.auth.verify(victim.access.token)).toMatchObject(BY_GENERATION);
});

test("A new generation whose maker the witness didn't hear is made known to it by whoever sees it first", async () => {
  const plain = memoryWitness();
  let isDeaf = false;
  const witness: Witness = {
    ...plain,
    async raise(state) {
      if (isDeaf) throw new Error("the database is down");
      await plain.raise(state);
    },
  };
  const { first, start, backup, swap } = await cluster(witness);
  const [seeing, unaware] = [await start(), await start()];
  await unaware.login();
  isDeaf = true;
  await expect(first.auth.endEverything()).rejects.toMatchObject(UNKNOWN);
  isDeaf = false;
  const { access, session } = await seeing.login();
  const old = await backup();
  await unaware.auth.endSessions([session]);
  swap(old);
  expect(await unaware.auth.verify(access.token)).toMatchObject(BY_GENERATION);
});

test("A process remembers what it saw when the witness has lost its memory", async () => {
  const plain = memoryWitness();
  let isLost = false;
  const witness: Witness = { ...plain, read: async () => (isLost ? null : plain.read()) };
  const { first, backup, swap, clock } = await cluster(witness);
  const { access, session } = await first.login();
  const old = await backup();
  await first.auth.endSessions([session]);
  isLost = true;
  clock.advance({ seconds: 1 });
  swap(old);
  expect(await first.auth.verify(access.token)).toMatchObject(BY_GENERATION);
});
