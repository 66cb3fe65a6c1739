import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextRound, setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { DatabaseUnavailable } from "@curfew/api/database";
import { later, NOON, newAccount, newSession, signUpUser } from "@curfew/api/testing/people";
import { expect, test } from "vitest";
import { race } from "./support/children.ts";
import { connect, emptyDatabase, emptyDirectory, execute, numbersUpTo } from "./support/database.ts";
import { lockFile } from "./support/lock.ts";

/** What is done to rows may keep the event loop so long, milliseconds of processor time. */
const HOLD_MS = 100;

test("several processes write to one file, and nothing is refused", async () => {
  const options = await emptyDatabase("sqlite");
  const children = await race(3, options, "sign up", "40");
  const { users } = connect(options);
  for (let mine = 0; mine < 40; mine++) await signUpUser(users);
  expect(await Promise.all(children.map(({ gone }) => gone))).toEqual([0, 0, 0]);
  expect((await users.page({ limit: 1_000 })).users).toHaveLength(160);
});

test("what was answered survives the process being killed", async () => {
  const options = await emptyDatabase("sqlite");
  const [child] = await race(1, options, "sign up", "1000000");
  if (child === undefined) throw new Error("no child");
  const answered: string[] = [];
  child.lines.on("line", (id) => {
    if (answered.push(id) === 20) child.process.kill("SIGKILL");
  });
  expect(await child.gone).toBeNull();
  const { users, sessions } = connect(options);
  for (const id of answered) {
    expect(await users.byId(id)).not.toBeNull();
    expect(await sessions.live(id, NOON, "1.first")).toHaveLength(1);
  }
});

test("writing waits for a lock off the event loop; reading doesn't wait", async () => {
  const options = await emptyDatabase("sqlite");
  const { users } = connect(options);
  const { account } = await signUpUser(users);
  const lock = lockFile(options.directory);
  let isSettled = false;
  const waiting = Promise.all(Array.from({ length: 20 }, () => signUpUser(users))).finally(() => {
    isSettled = true;
  });
  let rounds = 0;
  for (const until = performance.now() + 300; performance.now() < until; rounds++) await nextRound();
  expect(await users.byId(account.id)).not.toBeNull();
  expect(isSettled).toBe(false);
  expect(rounds).toBeGreaterThan(100);
  await lock.release();
  expect(await waiting).toHaveLength(20);
});

test("a lock past the deadline is an error, and nothing is written", async () => {
  const options = { ...(await emptyDatabase("sqlite")), timeoutMs: 300 };
  const { users, ready } = connect(options);
  await ready();
  const lock = lockFile(options.directory);
  const account = newAccount();
  const startedAt = performance.now();
  const refusal = await users.signUp(account, newSession(account.id)).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(DatabaseUnavailable);
  expect(inspect(refusal)).toContain("database is locked");
  expect(performance.now() - startedAt).toBeLessThan(300 + 500);
  await lock.release();
  await sleep(100);
  expect(await users.byId(account.id)).toBeNull();
  expect(await users.signUp(account, newSession(account.id))).toBe("created");
});

test("many writers block the event loop one at a time", async () => {
  const { users } = connect(await emptyDatabase("sqlite"));
  await signUpUser(users);
  const crowd = () => Promise.all(Array.from({ length: 200 }, () => signUpUser(users)));
  expect(await longestTurn(crowd)).toBeLessThan(HOLD_MS);
});

test("deleting an account with sixty thousand sessions blocks no other call", async () => {
  const options = await emptyDatabase("sqlite");
  const { users, sessions } = connect(options);
  const [{ account }, other] = [await signUpUser(users), await signUpUser(users)];
  const noon = NOON.getTime();
  for (const id of [account.id, other.account.id]) {
    await execute(
      options,
      `insert into sessions (id, user_id, generation, started_at, expires_at, last_seen_at, ended_at, user_agent)
       ${numbersUpTo(60_000)} select '${id}' || i, '${id}', '1.first', 1, ${noon}, 1, ${noon}, '${"x".repeat(512)}' from n`,
    );
  }
  expect(await longestTurn(() => sessions.prune(NOON))).toBeLessThan(HOLD_MS);
  await users.prepareDeletion(account.id, { ending: "epoch" });
  expect(await longestTurn(() => users.commit(account.id, { ending: "epoch", at: NOON }))).toBeLessThan(HOLD_MS);
  expect(await execute(options, "select count(*) as count from sessions")).toEqual([{ count: 60_001 }]);
  expect(await longestTurn(() => sessions.prune(later(1)))).toBeLessThan(HOLD_MS);
  expect(await execute(options, "select id from sessions")).toEqual([{ id: other.session.id }]);
}, 60_000);

test("a crowd beyond the deadline is refused in part, and forgotten", async () => {
  const options = { ...(await emptyDatabase("sqlite")), timeoutMs: 40 };
  const patient = connect({ ...options, timeoutMs: 10_000 });
  await patient.ready();
  const { users } = connect(options);
  const outcomes = await Promise.allSettled(Array.from({ length: 500 }, () => signUpUser(users)));
  const made = outcomes.filter(({ status }) => status === "fulfilled").length;
  expect(made).toBeLessThan(500);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(DatabaseUnavailable);
  }
  await expect.poll(() => users.byId("x").catch(() => undefined)).toBeNull();
  expect((await patient.users.page({ limit: 1_000 })).users).toHaveLength(made);
});

test("a place without a writable file is unavailable until it has one", async () => {
  const directory = join(await emptyDirectory(), "data");
  writeFileSync(directory, "in the way");
  const { users, ready } = connect({ url: null, directory });
  await expect(ready()).rejects.toThrow(DatabaseUnavailable);
  rmSync(directory);
  await signUpUser(users);
});

test("a file that is no database is unavailable, and unchanged", async () => {
  const directory = await emptyDirectory();
  writeFileSync(join(directory, "curfew.db"), "precious text, not a database ".repeat(100));
  await expect(connect({ url: null, directory }).ready()).rejects.toThrow(DatabaseUnavailable);
});

test("an error tells its cause and no value", async () => {
  const { users } = connect(await emptyDatabase("sqlite"));
  const { session } = await signUpUser(users);
  const account = newAccount();
  const error = await users.signUp(account, { ...session, userId: account.id }).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(DatabaseUnavailable);
  expect(inspect(error)).toContain("UNIQUE constraint failed: sessions.id");
  for (const value of [account.id, account.email, account.passwordHash, session.id]) {
    expect(inspect(error)).not.toContain(value);
  }
});

/** The longest that one turn of the event loop kept the processor until the work was done, milliseconds. */
async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let isOver = false;
  const done = work().finally(() => {
    isOver = true;
  });
  let longest = 0;
  for (let before = used(); !isOver; before = used()) {
    await nextRound();
    longest = Math.max(longest, used() - before);
  }
  await done;
  return longest;
}

function used(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
