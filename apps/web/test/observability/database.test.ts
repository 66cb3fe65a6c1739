import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseUnavailable } from "@curfew/api";
import { call } from "@curfew/testing/client";
import { startPostgres } from "@curfew/testing/postgres";
import { expect, onTestFinished, test } from "vitest";
import { createDatabaseHealth } from "../../src/backend/observability/database-health.ts";
import type { Fields } from "../../src/backend/observability/log/log.ts";
import { createMetrics } from "../../src/backend/observability/metrics/metrics.ts";
import { startProcess } from "../support/process.ts";
import { newPerson, ORIGIN, PATIENCE, startService } from "./support.ts";

/** What a test hears of a database that answers as it likes. */
function createPatient() {
  const metrics = createMetrics("memory", "postgres");
  const told: [string, Fields | undefined][] = [];
  const log = (event: string, fields?: Fields) => void told.push([event, fields]);
  const health = createDatabaseHealth({ kind: "postgres", metrics, log });
  const fail = (code: string, call = "users.byId") =>
    health.failed(call, new DatabaseUnavailable(Object.assign(new Error("canary"), { code })));
  const figure = async (name: string) => {
    const text = await metrics.registers[0].getSingleMetricAsString(name);
    return Number(/ (\d+)$/.exec(text)?.[1]);
  };
  return { health, told, fail, figure, events: () => told.map(([event]) => event) };
}

test("A database is down after three failures, and each change reported once", async () => {
  const { health, fail, events, figure } = createPatient();
  const isUp = () => figure("curfew_database_up");
  fail("ECONNREFUSED");
  health.answered("ready");
  for (let i = 0; i < 2; i++) fail("ECONNREFUSED");
  expect([events(), await isUp()]).toEqual([[], 1]);
  for (let i = 0; i < 5; i++) fail("ECONNREFUSED");
  expect([events(), await isUp()]).toEqual([["database_down"], 0]);
  for (let i = 0; i < 2; i++) health.answered("users.byEmail");
  expect([events(), await isUp()]).toEqual([["database_down", "database_up"], 1]);
  expect(await figure("curfew_database_failures_total")).toBe(8);
});

test.for([
  ["53100", /disk is full/],
  ["SQLITE_FULL", /disk is full/],
  ["SQLITE_IOERR_WRITE", /disk is full or broken/],
  ["ENOSPC", /disk is full/],
  ["25006", /replica/],
  ["SQLITE_READONLY_DBMOVED", /may only be read/],
] as const)("A database without writes (%s) is warned of until it writes", ([code, remedy]) => {
  const { health, told, fail, events } = createPatient();
  for (let i = 0; i < 4; i++) {
    fail(code, "sessions.open");
    health.answered("ready");
  }
  expect(health.warnings()).toEqual([expect.stringMatching(remedy)]);
  expect(told).toEqual([["database_readonly", { database: "postgres", message: health.warnings()[0] }]]);
  expect(JSON.stringify(told)).not.toContain("canary");
  health.answered("users.byId");
  expect(health.warnings()).toHaveLength(1);
  health.answered("sessions.open");
  expect([health.warnings(), events()]).toEqual([[], ["database_readonly", "database_writable"]]);
});

test("An unreachable database shows in metrics and log, without its address", async () => {
  const service = await startService({ DATABASE_URL: "postgres://curfew:canary@127.0.0.1:1/curfew" });
  expect((await service.figures()).get('curfew_database_up{database="postgres"}')).toBe(1);
  for (let i = 0; i < 3; i++) await fetch(`${service.origin}/readyz`);
  const figures = await service.figures();
  expect(figures.get('curfew_database_up{database="postgres"}')).toBe(0);
  expect(figures.get('curfew_database_failures_total{database="postgres"}')).toBeGreaterThanOrEqual(3);
  const down = service.lines().filter(({ event }) => event === "database_down");
  expect(down).toMatchObject([
    { level: "error", database: "postgres", cause: expect.stringContaining("ECONNREFUSED") },
  ]);
  expect(service.log.join()).not.toContain("canary");
});

/** Files may become no longer than a mebibyte: SQLite is refused its writes as on a full disk. */
const ON_A_SMALL_DISK = ["sh", "-c", 'trap "" XFSZ; ulimit -f 1024; exec "$0" "$@"'] as const;

test("A full disk under the database is reported once", async () => {
  const folder = await mkdtemp(join(tmpdir(), "curfew-full-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const settings = { APP_ORIGIN: ORIGIN, DATA_DIR: folder, LOGIN_ATTEMPTS: "1000" };
  const app = await startProcess(settings, { through: [...ON_A_SMALL_DISK] });
  onTestFinished(() => app.kill());
  const signUp = async () => {
    const input = { ...newPerson(), name: "Ann" };
    return (await call(app, "auth.signup", { input, headers: { origin: ORIGIN } })).status;
  };
  let statuses: number[] = [];
  while (statuses.filter((status) => status === 503).length < 3) statuses = [...statuses, await signUp()];
  expect(statuses[0]).toBe(200);
  const ready = await fetch(`${app.address}/readyz`);
  expect(await ready.json()).toMatchObject({
    ...{ database: "up", warnings: [expect.stringMatching(/^The database \(sqlite\) takes no writes .*make room/)] },
  });
  expect(app.log().match(/"event":"database_readonly"/g)).toHaveLength(1);
}, 120_000);

test("A database without writes is noticed by reads and writes", async () => {
  const postgres = await startPostgres();
  onTestFinished(() => postgres.stop());
  const folder = await mkdtemp(join(tmpdir(), "curfew-read-only-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const first = await startService({ DATA_DIR: folder, DATABASE_URL: postgres.url });
  await first.tokens();
  const readOnly = `${postgres.url}?options=${encodeURIComponent("-c default_transaction_read_only=on")}`;
  const service = await startService({ DATA_DIR: folder, DATABASE_URL: readOnly });
  await service.app.warnings.look();
  const told = service.app.warnings.current();
  expect(told).toEqual([expect.stringContaining("takes no writes")]);
  expect((await service.call("auth.signup", { input: { ...newPerson(), name: "Ann" } })).status).toBe(503);
  expect(service.app.warnings.current()).toEqual(told);
  await service.app.warnings.look();
  expect(service.app.warnings.current()).toEqual(told);
  expect(service.lines().filter(({ event }) => event === "database_readonly")).toHaveLength(1);
  const writer = await startService({ DATA_DIR: folder, DATABASE_URL: readOnly });
  expect((await writer.call("auth.signup", { input: { ...newPerson(), name: "Ann" } })).status).toBe(503);
  await writer.app.warnings.look();
  expect(writer.app.warnings.current()).toEqual([expect.stringContaining("takes no writes (25006)")]);
});

test("A database awaiting migration, or another program's, says so", async () => {
  const folder = await mkdtemp(join(tmpdir(), "curfew-foreign-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const program = 'new (require("node:sqlite").DatabaseSync)(process.argv[1]).exec("create table users (id)")';
  execFileSync(process.execPath, ["-e", program, join(folder, "curfew.db")]);
  const cases = [
    [{ MIGRATE_ON_START: "false" }, "migration needed", "migration_needed"],
    [{ DATA_DIR: folder }, 'There is a table \\"users\\" of another program in the way', "database_foreign"],
  ] as const;
  for (const [environment, words, kind] of cases) {
    const service = await startService(environment);
    const answers = await Promise.all([1, 2, 3].map(() => fetch(`${service.origin}/readyz`)));
    for (const answer of answers)
      expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining(words)]);
    await expect.poll(() => service.log.join(), PATIENCE).toContain(words);
    expect((await service.figures()).get(`curfew_warning{kind="${kind}"}`)).toBe(1);
  }
});
