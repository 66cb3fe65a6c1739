import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseUnavailable } from "@curfew/api/database";
import { signUpUser } from "@curfew/api/testing/people";
import { expect, test } from "vitest";
import { createDatabase } from "../src/index.ts";
import { migrations } from "../src/schema/migrations.ts";
import { race } from "./support/children.ts";
import { connect, emptyDatabase, emptyDirectory, execute, onBoth } from "./support/database.ts";

onBoth((open, kind) => {
  test("several processes that start at once make one schema", async () => {
    const options = await emptyDatabase(kind);
    const children = await race(3, options, "migrate");
    expect(await Promise.all(children.map(({ gone }) => gone))).toEqual([0, 0, 0]);
    expect(
      (await execute(options, "select version from schema_version")).map(({ version }) => Number(version)),
    ).toEqual(migrations.map((_, index) => index + 1));
    await signUpUser(connect(options).users);
  });

  test("what is in the database is there for the next process", async () => {
    const options = await emptyDatabase(kind);
    const first = connect(options);
    const { account } = await signUpUser(first.users);
    await first.close();
    expect(await connect(options).users.byId(account.id)).toMatchObject({ id: account.id });
  });

  test("a schema is created entirely or not at all", async () => {
    const options = await emptyDatabase(kind);
    await execute(options, "create table witness (id int)");
    const { ready, users } = connect(options);
    await expect(ready()).rejects.toThrow(DatabaseUnavailable);
    await expect(execute(options, "select * from users")).rejects.toThrow();
    await execute(options, "drop table witness");
    await ready();
    await signUpUser(users);
  });

  test("a schema newer than this program is left as it is", async () => {
    const options = await emptyDatabase(kind);
    const old = connect(options);
    await old.ready();
    const newer = migrations.length + 1;
    await execute(options, `insert into schema_version (version) values (${newer})`);
    await old.ready();
    await signUpUser(connect(options).users);
    expect(await execute(options, "select version from schema_version")).toHaveLength(newer);
  });

  test("a database that was closed says it is unavailable", async () => {
    const database = await open();
    await database.ready();
    await database.close();
    await database.close();
    await expect(database.ready()).rejects.toThrow(DatabaseUnavailable);
  });
});

test("making a database touches nothing", async () => {
  const directory = join(await emptyDirectory(), "data");
  createDatabase({ url: null, directory });
  createDatabase({ url: "postgres://nobody@127.0.0.1:1/nowhere", directory });
  expect(existsSync(directory)).toBe(false);
});

test("the files of SQLite are for their owner alone", async () => {
  const directory = join(await emptyDirectory(), "deep", "data");
  const { users } = connect({ url: null, directory });
  await signUpUser(users);
  const modes = ["", "curfew.db", "curfew.db-wal", "curfew.db-shm"].map(
    (file) => statSync(join(directory, file)).mode & 0o777,
  );
  expect(modes.map((mode) => mode.toString(8))).toEqual(["700", "600", "600", "600"]);
});

test("a bad url, timeout or pool is refused, without its text", () => {
  const directory = "/nowhere";
  const urls = ["", "mysql://u:hunter2@h/d", "postgres://u:hunter2@h:port/d", "postgres://u:hunter2@[::/d", "hunter2"];
  for (const url of urls) {
    expect(() => createDatabase({ url, directory })).toThrow(
      "the database url is not a postgres:// url that can be read",
    );
  }
  for (const timeoutMs of [0, -1, 1.5, Number.NaN, 2 ** 31]) {
    expect(() => createDatabase({ url: null, directory, timeoutMs })).toThrow(RangeError);
  }
  for (const poolSize of [0, -1, 1.5, Number.NaN, 1_001]) {
    expect(() => createDatabase({ url: null, directory, poolSize })).toThrow(RangeError);
  }
});
