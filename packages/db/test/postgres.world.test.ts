import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { type Database, DatabaseUnavailable } from "@curfew/api/database";
import { later, NOON, newAccount, newSession, signUpUser } from "@curfew/api/testing/people";
import { inTime } from "@curfew/testing/in-time";
import { type PostgresServer, startPostgres } from "@curfew/testing/postgres";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { connect, emptyDatabase } from "./support/database.ts";
import { listen, proxyTo } from "./support/proxy.ts";

const TIMEOUT_MS = 500;
/** What the deadline may be overrun by on a busy machine. */
const SLACK_MS = 500;
const directory = "/unused";

let mortal: PostgresServer;
beforeAll(async () => {
  mortal = await startPostgres();
});
afterAll(() => mortal.stop());

/** One call of every method. */
function everything({
  users,
  sessions,
  audit,
  passwordResets,
  attempts,
  checkpoint,
  ready,
  migrate,
  advice,
}: Database): Promise<unknown>[] {
  const account = newAccount();
  const session = newSession(account.id);
  const ledger = sessions.ledger(NOON, session);
  const event = {
    at: NOON,
    type: "login",
    userId: null,
    sessionId: null,
    reason: null,
    userAgent: null,
    address: null,
  };
  return [
    ready(),
    migrate({ deadlineMs: TIMEOUT_MS }),
    advice(),
    users.signUp(account, session),
    users.byEmail("x"),
    users.byId("x"),
    users.page({ limit: 1 }),
    users.grantAdmin("x"),
    users.revokeAdmin("x"),
    users.rename("x", "y"),
    users.foldNames(),
    users.restore("x"),
    users.preparePasswordChange("x", { from: "a", to: "b", ending: "c" }),
    users.preparePasswordReset("x", { at: NOON, to: "b", ending: "c" }),
    users.prepareSuspension("x", { at: NOON, ending: "c" }),
    users.prepareDeletion("x", { ending: "c" }),
    users.commit("x", { ending: "c", at: NOON }),
    users.rollback("x", "c"),
    users.listInDoubt(),
    sessions.open(session, "x"),
    sessions.byId("x"),
    sessions.live("x", NOON, "g"),
    sessions.findLive("x", "y", NOON, "g"),
    sessions.fates(["x"]),
    sessions.page("x", NOON, { generation: null, limit: 1 }),
    sessions.rename("x", "y", null),
    sessions.leastRecentlySeen("x", NOON, { keep: 0, atMost: 1, except: ["y"] }),
    sessions.end(["x"], NOON),
    sessions.endEverything(NOON, "g"),
    audit.record([event]),
    audit.ofUser("x", 1),
    audit.since(NOON, 1),
    audit.page({ userId: "x", limit: 1 }),
    audit.prune(NOON),
    passwordResets.create("x", { userId: "y", expiresAt: NOON }),
    passwordResets.find("x", NOON),
    passwordResets.prune(NOON),
    attempts.open([{ key: "x", limit: 1 }], NOON),
    attempts.count([{ key: "x", limit: 1 }], NOON, NOON),
    attempts.prune(NOON),
    checkpoint.read(),
    checkpoint.replace(1, { revision: null }),
    checkpoint.alive({ id: "x", setting: "y" }),
    checkpoint.instances(),
    ledger.read("x"),
    ledger.raise("x", 0, { ordinal: 1, tokenId: "y", previousId: null, accessId: null, plannedAt: null }),
  ];
}

/** Resolves once every one of them was refused, in time. */
async function expectRefused(answers: Promise<unknown>[], timeoutMs = TIMEOUT_MS): Promise<void> {
  for (const answer of await inTime(timeoutMs + SLACK_MS, Promise.allSettled(answers))) {
    expect(answer).toEqual({ status: "rejected", reason: expect.any(DatabaseUnavailable) });
  }
}

/** Resolves once the database answers; on a busy machine the first answers may be late. */
async function expectAnswers({ users }: Database): Promise<void> {
  const signsUp = () => signUpUser(users).then(Boolean, () => false);
  await expect.poll(signsUp, { timeout: 5_000 }).toBe(true);
}

async function openClient(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

/** Makes every insertion into a table take so long. */
async function slowDown(client: pg.Client, table: string, seconds: number): Promise<void> {
  await client.query(`
    create function slow_${table}() returns trigger language plpgsql as
      $$ begin perform pg_sleep(${seconds}); return new; end $$;
    create trigger slow before insert on ${table} for each row execute function slow_${table}()`);
}

test("a server that is down at start answers once it is up", async () => {
  const url = await mortal.createDatabase();
  await mortal.kill();
  const database = connect({ url, directory, timeoutMs: TIMEOUT_MS });
  await expectRefused(everything(database));
  await mortal.restart();
  await expectAnswers(database);
});

test("a killed server costs pending calls only, without a restart", async () => {
  const database = connect({ url: await mortal.createDatabase(), directory });
  await database.ready();
  const made: string[] = [];
  let refused = 0;
  let isOver = false;
  const client = async () => {
    while (!isOver) {
      await signUpUser(database.users)
        .then(({ account }) => made.push(account.id))
        .catch((error: unknown) => {
          expect(error).toBeInstanceOf(DatabaseUnavailable);
          refused++;
          return sleep(10);
        });
    }
  };
  const clients = Promise.all(Array.from({ length: 12 }, client));
  await expect.poll(() => made.length).toBeGreaterThan(20);
  await mortal.kill();
  await expect.poll(() => refused).toBeGreaterThan(20);
  await mortal.restart();
  const before = made.length;
  await expect.poll(() => made.length).toBeGreaterThan(before + 20);
  isOver = true;
  await clients;
  for (const id of made) expect(await database.users.byId(id)).not.toBeNull();
});

test("a restart between calls isn't noticed", async () => {
  const database = connect({ url: await mortal.createDatabase(), directory });
  const { account } = await signUpUser(database.users);
  await mortal.restart();
  await sleep(50);
  expect(await database.users.byId(account.id)).not.toBeNull();
});

test("a black hole in the server's place is an answer, in time", async () => {
  const port = await listen(createServer(() => {}));
  const url = `postgres://nobody:secret@127.0.0.1:${port}/nothing`;
  const database = connect({ url, directory, timeoutMs: TIMEOUT_MS });
  await expectRefused(everything(database));
  await expectRefused(everything(database));
});

test("a silent network is an error in time, and recovers", async () => {
  const proxy = await proxyTo(await mortal.createDatabase());
  const database = connect({ url: proxy.url, directory, timeoutMs: TIMEOUT_MS });
  await expectAnswers(database);
  await Promise.allSettled(Array.from({ length: 15 }, () => signUpUser(database.users)));
  proxy.freeze();
  await expectRefused(everything(database));
  proxy.thaw();
  await expectAnswers(database);
});

test("a server that only greets is an error in time, and recovers", async () => {
  const proxy = await proxyTo(await mortal.createDatabase());
  const database = connect({ url: proxy.url, directory, timeoutMs: TIMEOUT_MS });
  await expectAnswers(database);
  await mortal.restart();
  proxy.swallow();
  await expectRefused(everything(database));
  await expectRefused(everything(database));
  proxy.thaw();
  await expectAnswers(database);
});

test("a silent network during the migration recovers", async () => {
  const url = await mortal.createDatabase();
  const other = await openClient(url);
  await other.query("begin; create table users (id int)");
  const proxy = await proxyTo(url);
  const database = connect({ url: proxy.url, directory, timeoutMs: TIMEOUT_MS });
  await expectRefused([database.ready()]);
  proxy.freeze();
  await expectRefused([database.ready()]);
  await other.query("rollback");
  proxy.thaw();
  await expect.poll(() => signUpUser(database.users).then(Boolean, () => false), { timeout: 20_000 }).toBe(true);
});

test("statements waiting for a lock past the deadline never take effect", async () => {
  const { url } = await emptyDatabase("postgres");
  const database = connect({ url, directory, timeoutMs: TIMEOUT_MS });
  const { checkpoint, audit } = database;
  await expectAnswers(database);
  const { version } = (await checkpoint.read()).checkpoint;
  const other = await openClient(url ?? "");
  await other.query("begin; lock table checkpoint, audit in access exclusive mode");
  await expectRefused(
    Array.from({ length: 40 }, () => checkpoint.replace(version, { revision: { number: 1, id: "x" } })),
  );
  await expectRefused([audit.prune(NOON)]);
  await sleep(TIMEOUT_MS);
  await other.query("commit");
  await sleep(50);
  expect((await checkpoint.read()).checkpoint).toMatchObject({ version, revision: null });
});

test("the deadline covers a transaction, which is rolled back", async () => {
  const { url } = await emptyDatabase("postgres");
  const database = connect({ url, directory, timeoutMs: 1_000 });
  const { users } = database;
  await expectAnswers(database);
  const client = await openClient(url ?? "");
  await slowDown(client, "users", 0.9);
  await slowDown(client, "sessions", 0.9);
  const account = newAccount();
  await expectRefused([users.signUp(account, newSession(account.id))], 1_000);
  await sleep(900);
  expect(await users.byId(account.id)).toBeNull();
});

test("a login recorded while a revocation commits ends with it", async () => {
  const { url } = await emptyDatabase("postgres");
  const { users, sessions } = connect({ url, directory });
  const { account } = await signUpUser(users);
  const client = await openClient(url ?? "");
  await slowDown(client, "sessions", 0.4);
  const login = sessions.open(newSession(account.id), account.passwordHash);
  await sleep(150);
  await users.preparePasswordChange(account.id, { from: account.passwordHash, to: "new hash", ending: "epoch" });
  await users.commit(account.id, { ending: "epoch", at: NOON });
  expect(await login).toBe(true);
  expect(await sessions.live(account.id, NOON, "1.first")).toEqual([]);
});

test("of two that hold each other up both get through", async () => {
  const { url } = await emptyDatabase("postgres");
  const { users, sessions } = connect({ url, directory, timeoutMs: 8_000 });
  const [first, second] = [await signUpUser(users), await signUpUser(users)];
  const client = await openClient(url ?? "");
  const lock = (id: string) => client.query("select 1 from sessions where id = $1 for update", [id]);
  const ids = [first.session.id, second.session.id].toSorted();
  await client.query("begin; set local deadlock_timeout = '1min'");
  await lock(ids[1] ?? "");
  const ending = sessions.end(ids, NOON);
  await sleep(150);
  await lock(ids[0] ?? "");
  await client.query("commit");
  expect(await ending).toHaveLength(2);
});

test("a database replaced by an empty one gets its schema again", async () => {
  const { url } = await emptyDatabase("postgres");
  const { users, ready } = connect({ url, directory });
  const { account } = await signUpUser(users);
  const client = await openClient(url ?? "");
  await client.query("drop schema public cascade; create schema public");
  await ready();
  expect(await users.byId(account.id)).toBeNull();
  await client.query("drop schema public cascade; create schema public");
  await expect(users.byId(account.id)).rejects.toThrow(DatabaseUnavailable);
  expect(await users.byId(account.id)).toBeNull();
});

test("an error tells its cause and no value", async () => {
  const { url } = await emptyDatabase("postgres");
  const { users } = connect({ url, directory });
  const { session } = await signUpUser(users);
  const account = newAccount();
  const error = await users.signUp(account, { ...session, userId: account.id }).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(DatabaseUnavailable);
  expect(inspect(error)).toContain("sessions_pkey");
  const password = new URL(url ?? "").password;
  for (const value of [account.id, account.email, account.passwordHash, session.id, password]) {
    expect(inspect(error)).not.toContain(value);
  }
});

test("failures with their keys in opposite orders don't deadlock", async () => {
  const options = await emptyDatabase("postgres");
  const client = await openClient(options.url ?? "");
  // Left to itself, the server would break the circle after a second, and nobody would notice.
  await client.query(
    "do $$ begin execute 'alter database ' || current_database() || ' set deadlock_timeout = 60000'; end $$",
  );
  const { attempts, ready } = connect(options);
  await ready();
  await slowDown(client, "attempts", 0.05);
  const marks = ["account", "address"].map((key) => ({ key, limit: 10 }));
  const orders = [marks, marks.toReversed(), marks, marks.toReversed()];
  const counts = orders.map((order) => attempts.count(order, NOON, later(1_000)));
  expect(await Promise.all(counts)).toEqual([null, null, null, null]);
});

test("a pool holds at most its number of connections", async () => {
  const { url } = await emptyDatabase("postgres");
  const { users } = connect({ url, directory, poolSize: 3, timeoutMs: 15_000 });
  await Promise.all(Array.from({ length: 30 }, () => signUpUser(users)));
  const other = await openClient(url ?? "");
  const { rows } = await other.query(
    "select count(*)::int from pg_stat_activity where application_name = 'curfew' and datname = current_database()",
  );
  expect(rows).toEqual([{ count: 3 }]);
});
