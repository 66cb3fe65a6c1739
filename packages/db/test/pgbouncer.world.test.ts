import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseUnavailable } from "@curfew/api/database";
import { journalContract } from "@curfew/api/testing/database";
import { NOON, newSession, signUpUser } from "@curfew/api/testing/people";
import { createDatabaseOn } from "@curfew/testing/postgres";
import pg from "pg";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { connect } from "./support/database.ts";
import { databaseOfBefore } from "./support/database-before.ts";
import { findPgbouncer, startPgbouncer } from "./support/pgbouncer.ts";

const TIMEOUT_MS = 700;
const directory = "/unused";

/** Null, after a loud word, where there is no pgbouncer; where `CI` is set that is a failure. */
async function bounced(connections: number) {
  const program = findPgbouncer();
  if (program === undefined) {
    const missing = "pgbouncer (Debian: pgbouncer) is missing: that nothing lands on others' sessions was NOT checked";
    if (process.env.CI) throw new Error(missing);
    console.error(missing);
    return null;
  }
  const direct = await createDatabaseOn(inject("postgresUrl"));
  await connect({ url: direct, directory }).ready();
  return { direct, url: await startPgbouncer(program, direct, connections) };
}

async function openClient(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

test("behind a transaction pooler no setting stays on a session", async () => {
  const place = await bounced(1);
  if (place === null) return;
  const { users, sessions, audit } = connect({ url: place.url, directory, timeoutMs: 10_000 });
  const { account } = await signUpUser(users);
  await sessions.open(newSession(account.id), account.passwordHash);
  await users.preparePasswordChange(account.id, { from: account.passwordHash, to: "new", ending: "epoch" });
  await users.commit(account.id, { ending: "epoch", at: NOON });
  await audit.prune(NOON);
  const neighbour = await openClient(place.url);
  for (const setting of ["statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout"]) {
    expect((await neighbour.query(`show ${setting}`)).rows).toEqual([{ [setting]: "0" }]);
  }
  expect((await neighbour.query(LEFT_BEHIND.locks)).rows).toEqual([]);
});

/** The server has other databases, which other tests use. */
const HERE = "(select oid from pg_database where datname = current_database())";

/** Everything of a session that its next user would find. */
const LEFT_BEHIND = {
  settings: "select name, setting from pg_settings where source = 'session' order by name",
  role: "select current_user, session_user, current_schemas(true)",
  statements: "select name from pg_prepared_statements",
  cursors: "select name from pg_cursors where name <> ''",
  channels: "select pg_listening_channels()",
  locks: `select locktype from pg_locks where locktype = 'advisory' and database = ${HERE}`,
  temporary: "select relname from pg_class where relpersistence = 't'",
  open: `select state from pg_stat_activity where state like 'idle in transaction%' and datid = ${HERE}`,
};

test("behind a transaction pooler the next client of a session finds nothing", async () => {
  const place = await bounced(1);
  if (place === null) return;
  // The name of a client is what PgBouncer itself sets, to each one's own.
  const neighbour = await openClient(`${place.url}?application_name=neighbour`);
  const found = async () => {
    const rows: Record<string, unknown> = {};
    for (const [name, query] of Object.entries(LEFT_BEHIND)) rows[name] = (await neighbour.query(query)).rows;
    return rows;
  };
  const before = await found();
  const database = connect({ url: place.url, directory, timeoutMs: 10_000 });
  const { account } = await signUpUser(database.users);
  const { users, sessions, audit, checkpoint } = database;
  await Promise.all([
    ...Array.from({ length: 20 }, () => signUpUser(users)),
    ...Array.from({ length: 20 }, () => sessions.open(newSession(account.id), account.passwordHash)),
    ...Array.from({ length: 20 }, () => checkpoint.read()),
    audit.prune(NOON),
    database.advice(),
  ]);
  await Promise.allSettled([
    users.signUp({ ...account, name: "Ann" }, newSession(account.id)),
    sessions.open(newSession("nobody"), "x"),
  ]);
  expect(await found()).toEqual(before);
});

test("a transaction has its limits from its first message, only", async () => {
  const place = await bounced(1);
  if (place === null) return;
  const { users } = connect({ url: place.url, directory, timeoutMs: 5_000 });
  const neighbour = await openClient(place.direct);
  await neighbour.query(`
    create table seen (name text, setting text);
    create function note() returns trigger language plpgsql as $$ begin
      insert into seen select name, setting from pg_settings where name like '%_timeout' and context = 'user';
      return new; end $$;
    create trigger note before insert on users for each row execute function note()`);
  await signUpUser(users);
  const { rows } = await neighbour.query("select * from seen where setting <> '0' and name <> 'deadlock_timeout'");
  expect(rows).toEqual(
    expect.arrayContaining([
      { name: "statement_timeout", setting: "5000" },
      { name: "idle_in_transaction_session_timeout", setting: "5000" },
    ]),
  );
});

test("behind a pooler an abandoned query is cancelled, its neighbour's isn't", async () => {
  const place = await bounced(4);
  if (place === null) return;
  const { checkpoint, audit } = connect({ url: place.url, directory, timeoutMs: TIMEOUT_MS });
  await audit.prune(NOON);
  const { version } = (await checkpoint.read()).checkpoint;
  const holder = await openClient(place.direct);
  const neighbours = await Promise.all([1, 2].map(() => openClient(place.url)));
  let isOver = false;
  const work = neighbours.map(async (neighbour) => {
    for (let count = 0; ; count++) {
      if (isOver) return count;
      await neighbour.query("select pg_sleep(0.01)");
    }
  });
  for (let round = 0; round < 5; round++) {
    await holder.query("begin; lock table checkpoint in access exclusive mode");
    const raises = Array.from({ length: 3 }, () => checkpoint.replace(version, { revision: { number: 1, id: "x" } }));
    for (const outcome of await Promise.allSettled(raises)) {
      expect(outcome).toEqual({ status: "rejected", reason: expect.any(DatabaseUnavailable) });
    }
    // Told of it, the servers let go; the lock is free for whoever would still wait.
    await sleep(300);
    await holder.query("commit");
  }
  isOver = true;
  for (const count of await Promise.all(work)) expect(count).toBeGreaterThan(20);
  expect((await checkpoint.read()).checkpoint.version).toBe(version);
  await Promise.all(Array.from({ length: 20 }, () => audit.prune(NOON)));
});

test("a migration works through a pooler, and leaves no lock", async () => {
  const program = findPgbouncer();
  const { url } = await databaseOfBefore("postgres");
  if (program === undefined || url === null) return void (await bounced(1));
  const through = await startPgbouncer(program, url, 3);
  expect(await connect({ url: through, directory, timeoutMs: 10_000 }).migrate()).toBeGreaterThan(0);
  const other = await openClient(url);
  expect((await other.query("select 1 from pg_locks where locktype = 'advisory'")).rows).toEqual([]);
});

describe("the journal through a transaction pooler:", () => {
  journalContract(async () => {
    const place = await bounced(4);
    const url = place?.url ?? (await createDatabaseOn(inject("postgresUrl")));
    return [connect({ url, directory, timeoutMs: 10_000 }), connect({ url, directory, timeoutMs: 10_000 })];
  });
});
