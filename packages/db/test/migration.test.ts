import {
  type Database,
  DatabaseUnavailable,
  MigrationNeeded,
  type MigrationStep,
  SchemaError,
} from "@curfew/api/database";
import { NOON, newSession, signUpUser } from "@curfew/api/testing/people";
import { expect, test } from "vitest";
import type { DatabaseOptions } from "../src/index.ts";
import { migrations } from "../src/schema/migrations.ts";
import { race } from "./support/children.ts";
import { connect, emptyDatabase, execute, onBoth } from "./support/database.ts";
import { databaseOfBefore, lifeBefore } from "./support/database-before.ts";
import type { Kind } from "./support/kinds.ts";

const AHEAD = migrations.length - 3;
const client = { userAgent: null, address: null };

async function live(options: DatabaseOptions, name: string): Promise<void> {
  await execute(options, ...lifeBefore(name));
}

/** What a schema consists of. */
async function anatomy(kind: Kind, options: DatabaseOptions): Promise<unknown> {
  const columns =
    kind === "postgres"
      ? `select table_name, column_name, data_type, is_nullable, collation_name from information_schema.columns
         where table_schema = 'public' order by 1, 2`
      : "select m.name, p.name as column, p.type, p.\"notnull\" from sqlite_schema m, pragma_table_info(m.name) p where m.type = 'table' order by 1, 2";
  const indexes =
    kind === "postgres"
      ? "select indexname, indexdef, indisvalid from pg_indexes join pg_index on indexrelid = indexname::regclass where schemaname = 'public' order by 1"
      : "select name, sql from sqlite_schema where type = 'index' order by 1";
  return [await execute(options, columns), await execute(options, indexes)];
}

/** Why a question was refused. */
async function refusalOf(answer: Promise<unknown>): Promise<DatabaseUnavailable> {
  const error = await answer.catch((reason: unknown) => reason);
  if (!(error instanceof DatabaseUnavailable)) throw new Error("It was not refused.", { cause: error });
  return error;
}

async function versionsOf(options: DatabaseOptions): Promise<number[]> {
  const rows = await execute(options, "select version from schema_version order by version");
  return rows.map(({ version }) => Number(version));
}

const all = migrations.map((_, index) => index + 1);

onBoth((_open, kind) => {
  test("a database of the previous version is migrated and keeps its data", async () => {
    const options = await databaseOfBefore(kind);
    await live(options, "ada");
    const { users, sessions, audit } = connect(options);
    expect(await users.byEmail("ada@example.test")).toMatchObject({ id: "user-ada", passwordHash: "new" });
    expect(await sessions.byId("session-ada-2")).toMatchObject({ userId: "user-ada", name: null });
    expect(await sessions.ledger(NOON, client).read("session-ada-2")).toMatchObject({ state: null });
    expect(await audit.ofUser("user-ada", 5)).toMatchObject([{ type: "login", actorId: null, count: null }]);
    const fresh = await emptyDatabase(kind);
    await connect(fresh).ready();
    expect(await anatomy(kind, options)).toEqual(await anatomy(kind, fresh));
  });

  test("the previous version works beside the new one, and takes over", async () => {
    const options = await databaseOfBefore(kind);
    await live(options, "ada");
    const { users, sessions, checkpoint, passwordResets } = connect(options);
    const { account } = await signUpUser(users);
    await sessions.open(newSession(account.id, { refreshTokenId: "first" }), account.passwordHash);
    await sessions.rename("session-ada-2", "user-ada", "Kitchen");
    await checkpoint.read();
    await passwordResets.create("digest", { userId: account.id, expiresAt: NOON });
    await live(options, "bob");
    expect(await sessions.live("user-bob", NOON, null)).toMatchObject([{ id: "session-bob-2", name: null }]);
    expect((await users.page({ search: "zoë bob", limit: 5 })).users).toMatchObject([{ id: "user-bob" }]);
    await execute(options, `delete from users where id = '${account.id}'`);
  });

  test("names of the previous version are folded in batches", async () => {
    const options = await databaseOfBefore(kind);
    for (let person = 0; person < 7; person++) await live(options, `p${person}`);
    const { users } = connect(options);
    await users.rename("user-p3", "Ana");
    const found = async (search: string) => (await users.page({ search, limit: 50 })).users.length;
    expect(await found("zoe")).toBe(0);
    expect(await users.foldNames()).toBe(6);
    expect([await found("zoe"), await found("ana")]).toEqual([6, 1]);
    expect(await users.foldNames()).toBe(0);
  });

  test("each step is reported as it begins, once", async () => {
    const options = await databaseOfBefore(kind);
    const steps: MigrationStep[] = [];
    const { migrate } = connect({ ...options, migrateOnStart: false });
    expect(await migrate({ onStep: (step) => steps.push(step) })).toBe(AHEAD);
    expect(steps.map(({ number, count }) => [number, count])).toEqual([1, 2, 3, 4].map((number) => [number, AHEAD]));
    expect(steps.map(({ name }) => name)).toEqual(migrations.slice(3).map(({ name }) => name));
    expect(await migrate()).toBe(0);
  });

  test("without automatic migration everything waits for the operator", async () => {
    for (const options of [await databaseOfBefore(kind), await emptyDatabase(kind)]) {
      const database = connect({ ...options, migrateOnStart: false });
      for (const refused of [database.ready(), database.users.byId("x"), database.attempts.prune(NOON)]) {
        expect(await refusalOf(refused)).toBeInstanceOf(MigrationNeeded);
      }
      await expect(database.ready()).rejects.toThrow("migration needed");
      await connect({ ...options, migrateOnStart: false }).migrate();
      await database.ready();
      expect(await versionsOf(options)).toEqual(all);
    }
  });

  test("several processes bring one database up to date, once", async () => {
    const options = await databaseOfBefore(kind);
    await live(options, "ada");
    const children = await race(3, options, "migrate");
    expect(await Promise.all(children.map(({ gone }) => gone))).toEqual([0, 0, 0]);
    expect(await versionsOf(options)).toEqual(all);
  });

  test.each(["users", "schema_version", "audit", "password_resets"])(
    "a table %s of another program is named and left alone",
    async (table) => {
      const options = await emptyDatabase(kind);
      await execute(options, `create table ${table} (id int, version int, email text)`);
      await execute(options, `insert into ${table} values (1, 99, 'x')`);
      const database = connect(options);
      for (const refused of [() => database.ready(), () => database.users.byId("x"), () => database.migrate()]) {
        const { cause } = await refusalOf(refused());
        expect(cause).toBeInstanceOf(SchemaError);
        expect((cause as SchemaError).message).toBe(
          `There is a table "${table}" of another program in the way: give the service a database, or a schema, of its own.`,
        );
      }
      expect(await execute(options, `select * from ${table}`)).toEqual([{ id: 1, version: 99, email: "x" }]);
      await execute(options, `drop table ${table}`);
      await database.ready();
    },
  );

  test("a foreign table beside the previous schema is named", async () => {
    const options = await databaseOfBefore(kind);
    await execute(options, "create table instances (id int)");
    const { cause } = await refusalOf(connect(options).ready());
    expect((cause as SchemaError).message).toContain('table "instances" of another program');
    await live(options, "ada");
  });

  test("a failed step is named, changes nothing, and is retried later", async () => {
    const options = await databaseOfBefore(kind);
    // A name that is taken, by something other than a table.
    const [make, drop] =
      kind === "postgres"
        ? ["create sequence instances", "drop sequence instances"]
        : ["create index instances on users (name)", "drop index instances"];
    await execute(options, make);
    const database = connect(options);
    const { cause } = await refusalOf(database.ready());
    expect((cause as SchemaError).message).toContain('step "checkpoint and refresh tokens"');
    expect((cause as SchemaError).cause).toMatchObject({ code: kind === "postgres" ? "42P07" : "SQLITE_ERROR" });
    for (const again of [database.ready(), database.users.byId("x")])
      expect((await refusalOf(again)).cause).toBe(cause);
    expect(await versionsOf(options)).toEqual([1, 2, 3]);
    await live(options, "ada");
    await execute(options, drop);
    await expect.poll(() => isReady(database), { timeout: 5_000 }).toBe(true);
  });

  test("a database of a version to come is left as it is", async () => {
    const options = await emptyDatabase(kind);
    const { ready, migrate } = connect(options);
    await ready();
    await execute(options, "insert into schema_version (version) values (1000)");
    expect(await connect(options).migrate()).toBe(0);
    expect(await migrate()).toBe(0);
    expect(await versionsOf(options)).toEqual([...all, 1000]);
  });
});

function isReady(database: Database): Promise<boolean> {
  return database.ready().then(
    () => true,
    () => false,
  );
}
