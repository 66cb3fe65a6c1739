import { rename, symlink } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseUnavailable } from "@curfew/api/database";
import { NOON, signUpUser } from "@curfew/api/testing/people";
import { type PostgresServer, startPostgres } from "@curfew/testing/postgres";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { databaseOver } from "../src/database.ts";
import { createSqliteEngine } from "../src/engine/sqlite/engine.ts";
import { connect, emptyDirectory, execute } from "./support/database.ts";

const event = { at: NOON, type: "login", userId: null, sessionId: null, reason: null, userAgent: null, address: null };

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

/** What a write is refused with. */
async function codeOf(write: Promise<unknown>): Promise<string> {
  const error = await write.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DatabaseUnavailable)) throw new Error("The write was not refused.", { cause: error });
  return (error.cause as { code: string }).code;
}

test("sqlite: a full disk refuses writes, answers reads, and recovers", async () => {
  const engine = createSqliteEngine(await emptyDirectory());
  const { users, audit, ready, close } = databaseOver(engine, { timeoutMs: 5_000, migrateOnStart: true });
  onTestFinished(close);
  await ready();
  const { account } = await signUpUser(users);
  const limit = async (pages: string) => {
    const { db, release } = await engine.lease(AbortSignal.timeout(5_000), 5_000);
    await sql.raw(`pragma max_page_count = ${pages}`).execute(db);
    await release();
  };
  await limit("1");
  const many = Array.from({ length: 1_000 }, () => ({ ...event, userAgent: "x".repeat(500) }));
  expect(await codeOf(audit.record(many))).toBe("SQLITE_FULL");
  expect(await users.byId(account.id)).toMatchObject({ id: account.id });
  expect(await audit.page({ limit: 1 })).toMatchObject({ events: [] });
  await limit("100000");
  await audit.record(many);
});

test("sqlite: a full disk refuses a change of the head whole", async () => {
  const engine = createSqliteEngine(await emptyDirectory());
  const { checkpoint, close } = databaseOver(engine, { timeoutMs: 5_000, migrateOnStart: true });
  onTestFinished(close);
  const { version } = (await checkpoint.read()).checkpoint;
  const { db, release } = await engine.lease(AbortSignal.timeout(5_000), 5_000);
  await sql`pragma max_page_count = 1`.execute(db);
  await release();
  const journal = Array.from({ length: 1_000 }, (_, number) => ({
    ...{ key: `token:${number}`, value: "x".repeat(500), until: NOON, generation: 1, revision: number },
  }));
  expect(await codeOf(checkpoint.replace(version, { revision: { number: 1, id: "a" }, journal }))).toBe("SQLITE_FULL");
  expect((await checkpoint.read()).checkpoint).toMatchObject({ version, revision: null });
  expect(await checkpoint.journal?.find("token:0")).toBeNull();
});

test("postgres: a full disk refuses writes, answers reads, and recovers", async () => {
  const options = { url: await server.createDatabase(), directory: "/unused" };
  const { users, audit } = connect(options);
  const { account } = await signUpUser(users);
  // The table's file is put on a device that has no room: `/dev/full` is one for whoever has no other.
  const [place] = await execute(
    options,
    "select current_setting('data_directory') as data, pg_relation_filepath('audit') as file",
  );
  const file = join(String(place?.data), String(place?.file));
  await rename(file, `${file}.aside`);
  await symlink("/dev/full", file);
  expect(await codeOf(audit.record([event]))).toBe("53100");
  expect(await users.byId(account.id)).toMatchObject({ id: account.id });
  await rename(`${file}.aside`, file);
  await execute(options, "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'curfew'");
  await expect
    .poll(() =>
      audit.record([event]).then(
        () => true,
        () => false,
      ),
    )
    .toBe(true);
  expect(await audit.page({ limit: 2 })).toMatchObject({ events: [{ type: "login" }] });
});
