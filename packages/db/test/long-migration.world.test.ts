import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { type Database, DatabaseUnavailable } from "@curfew/api/database";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import type { DatabaseOptions } from "../src/index.ts";
import { connect, execute, numbersUpTo } from "./support/database.ts";
import { databaseOfBefore, lifeBefore } from "./support/database-before.ts";
import type { Kind } from "./support/kinds.ts";

const SESSIONS = 300_000;
/** Of a question: far shorter than the migration. */
const TIMEOUT_MS = 400;

/** A database from before the indexes of sessions by their end. */
async function databaseOfLongBefore(kind: Kind): Promise<DatabaseOptions> {
  const options = await databaseOfBefore(kind);
  const indexes = ["sessions_by_end", "sessions_by_expiry"].map((index) => `drop index ${index}`);
  await execute(options, ...indexes, "delete from schema_version where version = 3");
  return options;
}

/** With very many of them. */
async function crowded(kind: Kind): Promise<DatabaseOptions> {
  const options = await databaseOfLongBefore(kind);
  await execute(
    options,
    lifeBefore("ada")[0] ?? "",
    `insert into sessions (id, user_id, generation, started_at, expires_at, last_seen_at, ended_at)
     ${numbersUpTo(SESSIONS)} select 'session ' || i, 'user-ada', '1.a', i, 9000000000000 + i, i, i from n`,
  );
  return options;
}

async function openClient({ url }: DatabaseOptions): Promise<pg.Client> {
  const client = new pg.Client(url ?? "");
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

/** A transaction that reads sessions and stays open: no index of theirs is done before it ends. */
async function readLong(options: DatabaseOptions): Promise<() => Promise<void>> {
  const client = await openClient(options);
  await client.query("begin isolation level repeatable read; select count(*) from sessions where id = 'x'");
  return async () => void (await client.query("commit"));
}

function isReady(database: Database): Promise<boolean> {
  return database.ready().then(
    () => true,
    () => false,
  );
}

test("sqlite: a long migration outlasts the deadline of questions", async () => {
  const database = connect({ ...(await crowded("sqlite")), timeoutMs: 100 });
  await expect.poll(() => isReady(database), { timeout: 50_000 }).toBe(true);
});

test("postgres: a long migration finishes, runs once, and blocks no writer", async () => {
  const options = await crowded("postgres");
  const release = await readLong(options);
  const database = connect({ ...options, timeoutMs: TIMEOUT_MS });
  const old = await openClient(options);
  let slowest = 0;
  let isOver = false;
  const goesOn = (async () => {
    for (let person = 0; !isOver; person++) {
      for (const statement of lifeBefore(`p${person}`)) {
        const startedAt = performance.now();
        await old.query(statement);
        slowest = Math.max(slowest, performance.now() - startedAt);
      }
      await sleep(20);
    }
  })();
  const builds = new Set<unknown>();
  const errors: unknown[] = [];
  for (const until = performance.now() + 4_000; performance.now() < until; ) {
    const startedAt = performance.now();
    errors.push(await database.ready().catch((error: unknown) => error));
    expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_MS + 1_000);
    const found = await execute(options, "select oid::int as oid from pg_class where relname = 'sessions_by_end'");
    for (const { oid } of found) builds.add(oid);
  }
  for (const error of errors) expect(error).toBeInstanceOf(DatabaseUnavailable);
  expect(inspect(errors)).toContain('being brought up to date: step "sessions by their end"');
  await release();
  await expect.poll(() => isReady(database), { timeout: 30_000 }).toBe(true);
  isOver = true;
  await goesOn;
  expect(builds.size).toBe(1);
  expect(slowest).toBeLessThan(1_500);
});

test("postgres: its own deadline ends it, and leftovers are rebuilt", async () => {
  const options = await databaseOfLongBefore("postgres");
  const release = await readLong(options);
  const { migrate } = connect({ ...options, migrateOnStart: false });
  const error = await migrate({ deadlineMs: 1_500 }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DatabaseUnavailable);
  expect(inspect(error)).toContain('step "sessions by their end"');
  const invalid = () =>
    execute(options, "select relname from pg_index join pg_class on oid = indexrelid where not indisvalid");
  await expect.poll(invalid).toEqual([{ relname: "sessions_by_end" }]);
  await release();
  expect(await migrate()).toBe(5);
  expect(await invalid()).toEqual([]);
});

test("postgres: the next process waits for a dead one's build", async () => {
  const options = await databaseOfLongBefore("postgres");
  const release = await readLong(options);
  const other = await openClient(options);
  const build = other.query(
    "create index concurrently sessions_by_end on sessions (ended_at) where ended_at is not null",
  );
  const oid = async () =>
    (await execute(options, "select oid::int as oid from pg_class where relname = 'sessions_by_end'"))[0];
  await expect.poll(oid).toBeDefined();
  const before = await oid();
  const migration = connect(options).migrate();
  await sleep(1_000);
  await release();
  await build;
  expect(await migration).toBe(5);
  expect(await oid()).toEqual(before);
});
