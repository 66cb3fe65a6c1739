import { expect, test } from "vitest";
import { memoryWitness } from "../../src/blacklist/memory-witness.ts";
import type { Witness } from "../../src/index.ts";
import { createTestAuth } from "../../src/testing/index.ts";
import { BY_GENERATION, cluster } from "./cluster.ts";

const UNKNOWN = { name: "Unavailable", dependency: "witness" };

test("A checkpoint is replaced only where its version still stands", async () => {
  const witness = memoryWitness();
  const { checkpoint } = await witness.read();
  const first = await witness.replace(checkpoint.version, { revision: { number: 1, id: "one" } });
  expect(first).toMatchObject({ replaced: true, checkpoint: { revision: { id: "one" } } });
  const late = await witness.replace(checkpoint.version, { revision: { number: 2, id: "two" } });
  expect(late).toMatchObject({ replaced: false, checkpoint: { revision: { id: "one" } } });
});

/** A witness that counts what it is asked, and fails on command. */
function watched() {
  const witness = memoryWitness();
  const watch = { reads: 0, replaces: 0, isDown: false };
  const ask = async <T>(work: () => Promise<T>): Promise<T> => {
    if (watch.isDown) throw new Error("the database is down");
    return work();
  };
  const watching: Witness = {
    ...witness,
    read() {
      watch.reads += 1;
      return ask(witness.read);
    },
    replace(version, change) {
      watch.replaces += 1;
      return ask(() => witness.replace(version, change));
    },
  };
  return { watch, witness: watching };
}

test("Questions share one read of the checkpoint per second", async () => {
  const { watch, witness } = watched();
  const { auth, clock, login } = await createTestAuth({ witness });
  const { access } = await login();
  clock.advance({ seconds: 1 });
  Object.assign(watch, { reads: 0, replaces: 0 });
  const verify = async () => expect(await auth.verify(access.token)).toMatchObject({ ok: true });
  for (let i = 0; i < 10; i += 1) await verify();
  clock.advance({ milliseconds: 999 });
  await verify();
  expect(watch.reads).toBe(1);
  clock.advance({ milliseconds: 1 });
  await verify();
  expect(watch.reads).toBe(2);
  for (const seconds of [-2, 60]) {
    clock.set({ seconds });
    await verify();
  }
  expect(watch).toMatchObject({ reads: 4, replaces: 0 });
});

test("A lone write reads and changes the checkpoint once", async () => {
  const { watch, witness } = watched();
  const { auth, login } = await createTestAuth({ witness });
  const { session } = await login();
  Object.assign(watch, { reads: 0, replaces: 0 });
  await auth.revokeSessions([session]);
  expect(watch).toMatchObject({ reads: 0, replaces: 1 });
});

test("Writes that land while the checkpoint changes share the next change", async () => {
  const { watch, witness } = watched();
  const { auth, login } = await createTestAuth({ witness });
  const logins = await Promise.all(Array.from({ length: 50 }, () => login()));
  Object.assign(watch, { reads: 0, replaces: 0 });
  await Promise.all(logins.map(({ session }) => auth.revokeSessions([session])));
  expect(watch.replaces).toBeLessThan(5);
  for (const { access } of logins) expect(await auth.verify(access.token)).toMatchObject({ by: "session" });
});

test("An unavailable witness is reported by its own name", async () => {
  const { watch, witness } = watched();
  const { auth, clock, login } = await createTestAuth({ witness });
  const { access, session } = await login();
  clock.advance({ seconds: 1 });
  watch.isDown = true;
  await expect(auth.verify(access.token)).rejects.toMatchObject(UNKNOWN);
  await expect(auth.revokeSessions([session])).rejects.toMatchObject(UNKNOWN);
  watch.isDown = false;
  expect(await auth.verify(access.token)).toMatchObject({ ok: true });
});

test("A late answer of the witness doesn't undo a newer write", async () => {
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
  const { first, backup, swap } = await cluster(undefined, witness);
  const victim = await first.login();
  const old = await backup();
  isSlow = true;
  const question = first.auth.createSession("anna");
  await asked.promise;
  await first.auth.revokeSessions([victim.session]);
  swap(old);
  arrived.resolve();
  await question;
  expect(await first.auth.verify(victim.access.token)).toMatchObject(BY_GENERATION);
});
