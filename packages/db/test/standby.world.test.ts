import { inspect } from "node:util";
import { type Database, DatabaseUnavailable } from "@curfew/api/database";
import { signUpUser } from "@curfew/api/testing/people";
import { createDatabaseOn, type PostgresPair, startPostgresPair } from "@curfew/testing/postgres";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { connect } from "./support/database.ts";
import { findPgbouncer, startPgbouncer } from "./support/pgbouncer.ts";
import { proxyTo } from "./support/proxy.ts";

const directory = "/unused";
const MANY = 20;
/** How soon a pool is of use again. */
const RECOVERY_MS = 2_000;

async function pairForTest() {
  const pair = await startPostgresPair();
  onTestFinished(() => pair.stop());
  const one = await createDatabaseOn(pair.urls[0]);
  const other = Object.assign(new URL(one), { port: new URL(pair.urls[1]).port }).href;
  await connect({ url: one, directory }).ready();
  return { pair, one, other };
}

/** Resolves once the standby has what the primary has. */
async function caughtUp({ urls }: PostgresPair): Promise<void> {
  const [{ lsn } = {}] = await ask(urls[0], "select pg_current_wal_lsn()::text as lsn");
  const isThere = async () => (await ask(urls[1], `select pg_last_wal_replay_lsn() >= '${lsn}'::pg_lsn as reached`))[0];
  await expect.poll(isThere, { timeout: 20_000 }).toEqual({ reached: true });
}

async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

const signUps = ({ users }: Database) => Promise.allSettled(Array.from({ length: MANY }, () => signUpUser(users)));

/** Of a standby: writes are refused by 25006, reads are answered, and an operator is told. */
async function expectReadOnly(database: Database, id: string): Promise<void> {
  for (const outcome of await signUps(database)) {
    expect(outcome).toEqual({ status: "rejected", reason: expect.any(DatabaseUnavailable) });
    expect(inspect(outcome)).toContain("25006");
  }
  expect(await database.users.byId(id)).toMatchObject({ id });
  expect(await database.advice()).toEqual([expect.stringContaining("takes no writes")]);
}

async function expectRecovered(database: Database): Promise<void> {
  const startedAt = performance.now();
  const isWritten = async () => (await signUps(database)).every(({ status }) => status === "fulfilled");
  while (!(await isWritten())) expect(performance.now() - startedAt).toBeLessThan(RECOVERY_MS);
  expect(await database.advice()).toEqual([]);
}

test("a standby is read, takes no writes, and takes them once it is promoted", async () => {
  const { pair, one, other } = await pairForTest();
  const { account } = await signUpUser(connect({ url: one, directory }).users);
  await caughtUp(pair);
  const database = connect({ url: other, directory, migrateOnStart: false });
  await expectReadOnly(database, account.id);
  await pair.promote();
  await expectRecovered(database);
});

test("a pool that is left with the demoted primary finds the new one by itself", async () => {
  const { pair, one, other } = await pairForTest();
  const proxy = await proxyTo(one);
  const database = connect({ url: proxy.url, directory });
  const { account } = await signUpUser(database.users);
  await signUps(database);
  await caughtUp(pair);
  await pair.switchOver();
  // The address still leads to the former primary, which is a standby now.
  await database.users.byId(account.id).catch(() => {});
  await expectReadOnly(database, account.id);
  proxy.turnTo(other);
  await expectRecovered(database);
  expect(await database.users.byId(account.id)).toMatchObject({ id: account.id });
});

test("behind PgBouncer the demoted primary is left once PgBouncer reconnects", async () => {
  const program = findPgbouncer();
  if (program === undefined) {
    if (process.env.CI) throw new Error("pgbouncer (Debian: pgbouncer) is missing");
    return console.error("pgbouncer is missing: a failover behind it was NOT checked");
  }
  const { pair, one, other } = await pairForTest();
  const proxy = await proxyTo(one);
  const through = await startPgbouncer(program, proxy.url, 5);
  const database = connect({ url: through, directory });
  const { account } = await signUpUser(database.users);
  await signUps(database);
  await caughtUp(pair);
  await pair.switchOver();
  await expect.poll(() => database.users.byId(account.id).catch(() => null), { timeout: 20_000 }).not.toBeNull();
  await expectReadOnly(database, account.id);
  proxy.turnTo(other);
  await ask(Object.assign(new URL(through), { pathname: "/pgbouncer" }).href, "RECONNECT");
  await expectRecovered(database);
});
