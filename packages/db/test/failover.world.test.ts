import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { type Database, DatabaseUnavailable } from "@curfew/api/database";
import { signUpUser } from "@curfew/api/testing/people";
import { type PostgresServer, startPostgres } from "@curfew/testing/postgres";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { connect } from "./support/database.ts";
import { proxyTo } from "./support/proxy.ts";

const directory = "/unused";
const POOL = 10;
const MANY = 60;

let first: PostgresServer;
let second: PostgresServer;
beforeAll(async () => {
  [first, second] = await Promise.all([startPostgres(), startPostgres()]);
});
afterAll(() => Promise.all([first.stop(), second.stop()]));

async function ask(url: string, ...statements: string[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    let rows: Record<string, unknown>[] = [];
    for (const statement of statements) ({ rows } = await client.query(statement));
    return rows;
  } finally {
    await client.end();
  }
}

/** A server that takes no writes from the next statement on, over connections that are open as well; as a standby. */
async function demote(server: PostgresServer): Promise<void> {
  await setReadOnly(server, "on");
  onTestFinished(() => setReadOnly(server, "off"));
}

async function setReadOnly(server: PostgresServer, value: "on" | "off"): Promise<void> {
  await ask(server.url, `alter system set default_transaction_read_only = ${value}`, "select pg_reload_conf()");
  await expect
    .poll(async () => (await ask(server.url, "show default_transaction_read_only"))[0])
    .toEqual({ default_transaction_read_only: value });
}

/** The same database on both servers, and a way that leads to the first until it is turned. */
async function pair() {
  const one = await first.createDatabase();
  const { username, password, pathname } = new URL(one);
  await ask(second.url, `create database ${pathname.slice(1)}`, `alter role ${username} password '${password}'`);
  const other = new URL(one);
  other.port = new URL(second.url).port;
  // Its helper connects with the password that it had.
  onTestFinished(async () => {
    await ask(other.href, `alter role ${username} password '${new URL(second.url).password}'`);
  });
  await connect({ url: other.href, directory }).ready();
  const proxy = await proxyTo(one);
  return { one, other: other.href, proxy };
}

/** Opens every connection of the pool, and lets them grow old. */
async function settle({ users }: Database): Promise<void> {
  await Promise.all(Array.from({ length: 3 * POOL }, () => signUpUser(users)));
  await sleep(1_100);
}

test("after a failover that leaves connections open no login is refused", async () => {
  const { other, proxy } = await pair();
  const database = connect({ url: proxy.url, directory });
  await settle(database);
  await demote(first);
  proxy.turnTo(other);
  await Promise.all(Array.from({ length: MANY }, () => signUpUser(database.users)));
  expect(await ask(other, "select count(*)::int as count from users")).toEqual([{ count: MANY }]);
  expect(await database.advice()).toEqual([]);
});

test("after one refused write the old primary answers no more calls", async () => {
  const { other, proxy } = await pair();
  const database = connect({ url: proxy.url, directory });
  const { account } = await signUpUser(database.users);
  await settle(database);
  await demote(first);
  proxy.turnTo(other);
  await signUpUser(database.users);
  const answers = await Promise.all(Array.from({ length: MANY }, () => database.users.byId(account.id)));
  expect(answers.filter((answer) => answer !== null)).toEqual([]);
});

test("a database without writes reports it, reads, and recovers at once", async () => {
  const { one } = await pair();
  const database = connect({ url: one, directory });
  const { account } = await signUpUser(database.users);
  await settle(database);
  await demote(first);
  const refused = await Promise.allSettled(Array.from({ length: MANY }, () => signUpUser(database.users)));
  for (const outcome of refused) {
    expect(outcome).toEqual({ status: "rejected", reason: expect.any(DatabaseUnavailable) });
    expect(inspect(outcome)).toContain("25006");
  }
  expect(await database.users.byId(account.id)).toMatchObject({ id: account.id });
  expect(await database.advice()).toEqual([expect.stringContaining("takes no writes")]);
  await setReadOnly(first, "off");
  await Promise.all(Array.from({ length: MANY }, () => signUpUser(database.users)));
  expect(await database.advice()).toEqual([]);
});

test("a database without writes isn't reconnected for every read", async () => {
  const { one } = await pair();
  const database = connect({ url: one, directory });
  await settle(database);
  await demote(first);
  const sessions = async () =>
    Number((await ask(one, "select sessions from pg_stat_database where datname = current_database()"))[0]?.sessions);
  const before = await sessions();
  for (let round = 0; round < MANY; round++) {
    if (round === MANY / 2) await signUpUser(database.users).catch(() => {});
    await database.users.byId("x");
  }
  await expect.poll(sessions).toBeGreaterThan(before);
  expect((await sessions()) - before).toBeLessThan(10);
});

test("a session that the server ended is given to no client", async () => {
  const { one } = await pair();
  const database = connect({ url: one, directory });
  await settle(database);
  await ask(
    one,
    "create function cut() returns trigger language plpgsql as $$ begin raise exception 'gone' using errcode = '57P01'; end $$",
    "create trigger cut before insert on audit for each row execute function cut()",
  );
  const pids = () => ask(one, "select pid from pg_stat_activity where application_name = 'curfew' order by pid");
  const before = await pids();
  const event = {
    at: new Date(),
    type: "x",
    userId: null,
    sessionId: null,
    reason: null,
    userAgent: null,
    address: null,
  };
  await expect(database.audit.record([event])).rejects.toThrow(DatabaseUnavailable);
  await expect.poll(async () => (await pids()).length).toBe(before.length - 1);
  await signUpUser(database.users);
});

test("a change of the head that meets the old primary reaches the new one whole", async () => {
  const { other, proxy } = await pair();
  const database = connect({ url: proxy.url, directory });
  const { checkpoint } = database;
  await settle(database);
  await demote(first);
  proxy.turnTo(other);
  const { version } = (await connect({ url: other, directory }).checkpoint.read()).checkpoint;
  const row = { key: "token:a", value: "x", until: new Date(), generation: 1, revision: 1 };
  const change = { revision: { number: 1, id: "a" }, journal: [row] };
  expect((await checkpoint.replace(version, change)).replaced).toBe(true);
  expect(await ask(other, "select revision_id, key from checkpoint, journal")).toEqual([
    { revision_id: "a", key: "token:a" },
  ]);
});
