import { existsSync } from "node:fs";
import { join } from "node:path";
import { type PostgresServer, startPostgres } from "@curfew/testing/postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operateHere } from "../support/operate.ts";
import { createService, jsonOf } from "./support.ts";

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

test("a command makes no tables in an empty database; migrate does, once", async () => {
  const { environment, start } = createService();
  await start();
  const elsewhere = { ...environment, DATABASE_URL: await postgres.createDatabase() };
  const curfew = (...words: string[]) => operateHere(words, elsewhere);
  for (const words of [["end-everything", "--yes"], ["grant-admin", "ann@example.com"], ["rotate-key"], ["audit"]]) {
    const refused = await curfew(...words);
    expect([refused.code, refused.out]).toEqual([1, ""]);
    expect(refused.err).toContain("Nothing was done: the database is empty, or of the version before.");
  }
  expect(await jsonOf(curfew("status", "--json"))).toMatchObject({ code: 1, ready: false });
  const made = await jsonOf(curfew("migrate", "--json"));
  expect(made).toEqual({ code: 0, steps: expect.any(Number) });
  expect(made.steps).toBeGreaterThan(0);
  const again = await curfew("migrate");
  expect([again.code, again.out]).toEqual([0, "The database is up to date already.\n"]);
  expect((await curfew("grant-admin", "ann@example.com")).err).toContain("There is no account");
});

test("migrate: servers that don't migrate are ready after it", async () => {
  const { folder, program, start } = createService({ MIGRATE_ON_START: "false" });
  const server = await start();
  expect(await server.isReady()).toBe(false);
  const { code, out } = await program(["migrate"]);
  expect([code, out]).toEqual([0, expect.stringContaining("The database is up to date")]);
  expect(existsSync(join(folder, "curfew.db"))).toBe(true);
  expect(await server.isReady()).toBe(true);
  expect((await server.me((await server.signUp("ann@example.com")).accessToken)).status).toBe(200);
});

test("migrate: a database that is down is reported: exit code 1", async () => {
  const { environment } = createService();
  const down = { ...environment, DATABASE_URL: "postgres://u:canary@127.0.0.1:1/curfew" };
  const { code, out, err } = await operateHere(["migrate"], down);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toContain("The database can't be asked (ECONNREFUSED).");
  expect(err).not.toContain("canary");
});
