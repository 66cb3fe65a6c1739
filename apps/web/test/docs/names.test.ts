import { readdirSync, readFileSync } from "node:fs";
import { EVENTS } from "@curfew/api";
import { expect, test } from "vitest";
import { fileVariable, SECRETS } from "../../src/backend/config/env-reader.ts";
import { VARIABLES } from "../../src/backend/config/mistyped.ts";
import { LEVELS } from "../../src/backend/observability/log/log.ts";
import { WARNING_KINDS } from "../../src/backend/observability/metrics/warning-kinds.ts";
import { EVENT_TYPES } from "../../src/cli/event-types.ts";
import { type CommandName, entryOf, isCommand } from "../../src/cli/manual.ts";
import { startService } from "../observability/support.ts";

const ROOT = new URL("../../../../", import.meta.url);
const PAGES = ["", "docs/"].flatMap((folder) =>
  readdirSync(new URL(folder || ".", ROOT))
    .filter((name) => name.endsWith(".md"))
    .map((name) => ({ name: `${folder}${name}`, text: readFileSync(new URL(`${folder}${name}`, ROOT), "utf8") })),
);

/** Events that the app and its commands record besides those that the api names. */
function ownEvents(): string[] {
  const app = new URL("apps/web/src/", ROOT);
  const isServers = (path: string) => /^(server|backend|cli)\/.*\.ts$/.test(path);
  const sources = readdirSync(app, { recursive: true, encoding: "utf8" }).filter(isServers);
  return sources.flatMap((path) =>
    [...readFileSync(new URL(path, app), "utf8").matchAll(/(?:type: |note\()"([a-z]+(?:_[a-z]+)+)"/g)].map(
      ([, name = ""]) => name,
    ),
  );
}

/** Names in capitals that aren't settings of the app: of the project's scripts, of other programs, and slips. */
const OTHER_VARIABLES = [
  ...["CHROMIUM_PATH", "CURFEW_SEED", "REDIS_SERVER"],
  ...["NODE_EXTRA_CA_CERTS", "NODE_OPTIONS"],
  ...["DATABASE_UR", "REDIS_URI"],
  // What OpenSSL says of a certificate.
  ...["CERT_HAS_EXPIRED", "DEPTH_ZERO_SELF_SIGNED_CERT", "ERR_TLS_CERT_ALTNAME_INVALID"],
  ...["SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
];

/** Every place of the documents where a pattern is found, by what its first group found. */
function found(pattern: RegExp): { readonly page: string; readonly name: string; readonly rest: string }[] {
  return PAGES.flatMap(({ name: page, text }) =>
    [...text.matchAll(pattern)].map(([, name = "", rest = ""]) => ({ page, name, rest })),
  );
}

/** The first cells of a table of `docs/operate.md`, without the back-ticks. */
function rowsBelow(heading: string): string[] {
  const { text = "" } = PAGES.find(({ name }) => name === "docs/operate.md") ?? {};
  const section = text.split(`\n### ${heading}\n`)[1]?.split(/\n##+ /)[0] ?? "";
  const cells = section.split("\n").flatMap((line) => /^\| (`[^|]*)\|/.exec(line)?.[1] ?? []);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name)).sort();
}

test("documents name only commands and options that there are", () => {
  const commands = found(/(?:npm run (?:--silent |-s )?curfew -- |`curfew |operator\.ts )([a-z][a-z-]*)([^`\n]*)/g);
  expect(commands.length).toBeGreaterThan(10);
  for (const { page, name, rest } of commands) {
    if (name === "help") continue;
    expect(isCommand(name), `${page}: curfew ${name}`).toBe(true);
    const known: readonly string[] = [...entryOf(name as CommandName).options, "json", "help"];
    const options = [...rest.matchAll(/--([a-z-]+)/g)].map(([, option]) => option);
    for (const option of options) expect(known, `${page}: curfew ${name}`).toContain(option);
  }
});

test("documents name only npm scripts that there are", () => {
  const { scripts } = JSON.parse(readFileSync(new URL("package.json", ROOT), "utf8")) as { scripts: object };
  for (const { page, name } of found(/npm run (?:--silent |-s )?([a-z-]+)/g)) {
    expect(Object.keys(scripts), page).toContain(name);
  }
});

test("documents name only settings that there are", () => {
  const known = [...VARIABLES, ...SECRETS.map(fileVariable), ...OTHER_VARIABLES];
  const named = found(/`\$?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?==|`|,)/g);
  expect(named.filter(({ name }) => !known.includes(name))).toEqual([]);
});

test("documents name only figures that are shown", async () => {
  const service = await startService();
  const text = await (await fetch(`${service.origin}/metrics`)).text();
  const shown = [...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name = ""]) => name);
  const named = found(/\b((?:curfew|process|nodejs)_[a-z_]+)/g);
  expect(named.filter(({ name }) => !shown.includes(name))).toEqual([]);
  expect(rowsBelow("Metrics")).toEqual(shown.filter((name) => name.startsWith("curfew_")).sort());
});

test("the operator's page has exactly the events of log and audit", () => {
  expect(rowsBelow("Log events")).toEqual(Object.keys(LEVELS).sort());
  expect(rowsBelow("Audit events")).toEqual([...new Set([...EVENTS, ...ownEvents()])].sort());
});

test("every event that is recorded can be searched for", () => {
  expect([...EVENT_TYPES].sort()).toEqual([...new Set([...EVENTS, ...ownEvents()])].sort());
});

test("the operator's page has every kind of warning, and none besides", () => {
  expect(rowsBelow("Warnings")).toEqual([...WARNING_KINDS].sort());
});
