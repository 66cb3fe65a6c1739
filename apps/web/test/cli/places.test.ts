import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSettings } from "../../src/backend/config/settings.ts";
import { MANUAL } from "../../src/cli/manual.ts";
import { announcement } from "../../src/cli/places.ts";
import { createService } from "./support.ts";

const OPERANDS: Readonly<Record<string, readonly string[]>> = { email: ["ann@example.com"], token: ["-"], kid: ["k"] };
const COMMANDS = Object.entries(MANUAL).map(([name, { operand }]) => [name, ...(OPERANDS[operand ?? ""] ?? [])]);
const ON_A_SERVICE = COMMANDS.filter(([name]) => name !== "generate-keys");

test("a command creates no service, and names the one it looked for", async () => {
  const { folder, curfew, places } = createService();
  rmSync(folder, { recursive: true });
  for (const words of ON_A_SERVICE) {
    const { code, out, err } = await curfew(words);
    expect([words[0], code, out]).toEqual([words[0], 1, ""]);
    expect(err).toContain(places);
    expect(err).toContain(`DATA_DIR (${folder}) doesn't exist.`);
    expect(existsSync(folder)).toBe(false);
  }
});

test("a command adds nothing that a service lacks", async () => {
  for (const name of ["curfew.db", "signing-keys.json"]) {
    const { folder, curfew, start } = createService();
    await (await start()).stop();
    rmSync(join(folder, name));
    const present = readdirSync(folder).sort();
    for (const words of [["end-everything", "--yes"], ["rotate-key"], ["grant-admin", "ann@example.com"], ["status"]]) {
      const { code, out, err } = await curfew(words);
      expect([code, out]).toEqual([1, ""]);
      expect(err).toContain(`DATA_DIR (${folder}) holds no ${name}.`);
    }
    expect(readdirSync(folder).sort()).toEqual(present);
  }
});

test("a command names its database and blacklist before it writes", async () => {
  const { curfew, start, places } = createService();
  await (await start()).signUp("ann@example.com");
  for (const words of ON_A_SERVICE) expect((await curfew(words)).err.startsWith(places), words[0]).toBe(true);
});

test.for([
  [{}, "sqlite at /srv/data/curfew.db", "sqlite at /srv/data/blacklist.db, its keys begin with {curfew}:"],
  [
    { DATABASE_URL: "postgres://canary:canary%40@db.example/app", REDIS_URL: "redis://:canary%2F@cache.example" },
    ...["postgres at db.example:5432/app", "redis at cache.example:6379, its keys begin with {curfew}:"],
  ],
  [
    {
      DATABASE_URL: "postgres://[::1]:5433/app?password=canary",
      REDIS_URL: "rediss://canary:canary@[::1]:6380/3",
      KEY_PREFIX: "{app}:",
    },
    ...["postgres at [::1]:5433/app", "redis at [::1]:6380/3, its keys begin with {app}:"],
  ],
  [
    { UPSTASH_REDIS_REST_URL: "https://eu1.upstash.example", UPSTASH_REDIS_REST_TOKEN: "canary" },
    ...["sqlite at /srv/data/curfew.db", "upstash at eu1.upstash.example:443, its keys begin with {curfew}:"],
  ],
] as const)("a command names its database and blacklist, and no secret: %j", ([environment, database, blacklist]) => {
  const result = readSettings({ DATA_DIR: "/srv/data", ...environment });
  const told = result.ok ? announcement(result.settings) : result.problems;
  expect(told).toEqual([`The database is ${database}.`, `The blacklist is ${blacklist}.`]);
});
