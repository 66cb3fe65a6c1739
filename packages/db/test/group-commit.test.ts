import { DatabaseUnavailable } from "@curfew/api/database";
import { newAccount, newSession, signUpUser } from "@curfew/api/testing/people";
import { sql } from "kysely";
import { expect, onTestFinished, test } from "vitest";
import { databaseOver } from "../src/database.ts";
import { createSqliteEngine } from "../src/engine/sqlite/engine.ts";
import { countCommits } from "./support/commits.ts";
import { connect, emptyDatabase, emptyDirectory, execute } from "./support/database.ts";
import { lockFile } from "./support/lock.ts";

const PATIENT_MS = 15_000;

test("writes that come together share commits", async () => {
  const options = await emptyDatabase("sqlite");
  const { users } = connect(options);
  await signUpUser(users);
  const before = await countCommits(options.directory);
  await Promise.all(Array.from({ length: 32 }, () => signUpUser(users)));
  expect((await countCommits(options.directory)) - before).toBeLessThanOrEqual(16);
  expect((await users.page({ limit: 100 })).users).toHaveLength(33);
});

test("a write that fails undoes no other one of its group", async () => {
  const { users } = connect(await emptyDatabase("sqlite"));
  const { session } = await signUpUser(users);
  const accounts = Array.from({ length: 9 }, () => newAccount());
  const outcomes = await Promise.allSettled(
    accounts.map((account, i) =>
      users.signUp(account, i === 4 ? { ...session, userId: account.id } : newSession(account.id)),
    ),
  );
  expect(outcomes.map(({ status }) => status === "fulfilled")).toEqual(accounts.map((_, i) => i !== 4));
  const found = await Promise.all(accounts.map(({ id }) => users.byId(id)));
  expect(found.map((account) => account !== null)).toEqual(accounts.map((_, i) => i !== 4));
});

test("a commit that fails is answered to its whole group", async () => {
  const engine = createSqliteEngine(await emptyDirectory());
  const { users, ready, close } = databaseOver(engine, { timeoutMs: PATIENT_MS, migrateOnStart: true });
  onTestFinished(close);
  await ready();
  const account = newAccount();
  const orphan = async () => {
    const { db, release } = await engine.lease(AbortSignal.timeout(PATIENT_MS), PATIENT_MS);
    // Judged at the commit alone.
    await sql`pragma defer_foreign_keys = on`.execute(db);
    await sql`insert into password_resets values ('nobody', 'digest', 1)`.execute(db);
    return release();
  };
  const outcomes = await Promise.allSettled([users.signUp(account, newSession(account.id)), orphan()]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(outcomes[0]).toMatchObject({ reason: expect.any(DatabaseUnavailable) });
  expect(await users.byId(account.id)).toBeNull();
  expect(await users.signUp(account, newSession(account.id))).toBe("created");
});

test("a group whose next member gives up is committed", async () => {
  const engine = createSqliteEngine(await emptyDirectory());
  const { users, ready, close } = databaseOver(engine, { timeoutMs: PATIENT_MS, migrateOnStart: true });
  onTestFinished(close);
  await ready();
  const held = await engine.lease(new AbortController().signal, PATIENT_MS);
  const leaving = new AbortController();
  const waiting = engine.lease(leaving.signal, PATIENT_MS);
  await sql`insert into attempts values ('key', 1, 1)`.execute(held.db);
  const done = held.release();
  // In the round in which the turn is handed over to it.
  setImmediate(() => leaving.abort(new Error("too late")));
  await expect(Promise.all([waiting, done])).rejects.toThrow("too late");
  await done;
  await signUpUser(users);
});

test("closing commits what is open", async () => {
  const options = await emptyDatabase("sqlite");
  const database = connect(options);
  await database.ready();
  const signedUp = signUpUser(database.users);
  await new Promise(setImmediate);
  await Promise.all([database.close(), signedUp]);
  expect(await execute(options, "select count(*) as count from users")).toEqual([{ count: 1 }]);
});

test("a group waits for another process's lock, and then writes all", async () => {
  const options = await emptyDatabase("sqlite");
  const { users } = connect(options);
  await signUpUser(users);
  const lock = lockFile(options.directory);
  const crowd = Promise.all(Array.from({ length: 10 }, () => signUpUser(users)));
  await new Promise((resolve) => setTimeout(resolve, 50));
  await lock.release();
  expect(await crowd).toHaveLength(10);
});
