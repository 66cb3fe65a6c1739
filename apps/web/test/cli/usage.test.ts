import { writeFileSync } from "node:fs";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { confirm } from "../../src/cli/confirm.ts";
import { entryOf, isCommand, MANUAL } from "../../src/cli/manual.ts";
import { operateHere } from "../support/operate.ts";
import { createService, jsonOf } from "./support.ts";

const say = (...words: string[]) => operateHere(words, {});

test.for([[], ["--help"], ["-h"], ["help"]])("%j explains every command on standard output", async (words) => {
  const { code, out, err } = await say(...words);
  expect([code, err]).toEqual([0, ""]);
  for (const name of Object.keys(MANUAL)) expect(out).toContain(`\n  ${name}`);
  for (const words of ["--json", "--help", "Exit codes:"]) expect(out).toContain(words);
});

test("each command explains itself and its options, asked either way", async () => {
  for (const name of Object.keys(MANUAL).filter(isCommand)) {
    const { code, out } = await say("help", name);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: npm run curfew -- ${name}`);
    expect((await say(name, "--help")).out).toBe(out);
    for (const option of entryOf(name).options) expect(out).toContain(`\n  --${option}`);
  }
});

test("help fits a terminal of 120 columns", async () => {
  const texts = await Promise.all([say(), ...Object.keys(MANUAL).map((name) => say("help", name))]);
  for (const line of texts.flatMap(({ out }) => out.split("\n"))) expect(line.length).toBeLessThanOrEqual(120);
});

const SECRET = "eyJhbGciOiJFUzI1NiJ9.canary.canary";

test.for([
  [SECRET],
  ["help", SECRET],
  ["--json"],
  ["constructor"],
  ["status", SECRET],
  ["status", "--yes"],
  ["end-everything", "--wait"],
  ["revoke", SECRET, "--wait"],
  ["status", "--json=yes"],
  ["explain"],
  ["explain", SECRET, SECRET],
  ["explain", `-${SECRET}`],
  ["revoke", `--${SECRET}`],
  ["end-sessions"],
  ["end-everything", "now"],
  ["rotate-key", "now"],
  ["grant-admin", "--role"],
  ["suspend"],
  ["ban-key"],
  ["adopt-store", "canary"],
  ["generate-keys", "EdDSA"],
  ["status", "--user", "canary"],
  ["audit", "canary"],
  ["audit", "--user"],
])("%j is wrong usage: exit code 2, without repeating a possible token", async (words) => {
  const { code, out, err } = await say(...words);
  expect(code).toBe(2);
  expect(err).toContain("npm run curfew -- help");
  expect(out + err).not.toContain("canary");
  if (words.includes("--json")) expect(JSON.parse(out)).toMatchObject({ error: { code: "usage" } });
  else expect(out).toBe("");
});

test("the program itself: help, wrong usage, bad settings", async () => {
  const { program } = createService({ PORT: "canary", REDIS_URL: "http://canary" }, ["canary"]);
  expect(await program(["help"])).toEqual(await say("help"));
  expect(await program(["explain"])).toEqual(await say("explain"));
  const { code, out, err } = await program(["status"]);
  expect([code, out]).toEqual([1, ""]);
  for (const name of ["PORT", "REDIS_URL"]) expect(err).toContain(name);
});

test("bad settings are an error like any other for programs", async () => {
  const { curfew } = createService({ PORT: "canary" }, ["canary"]);
  expect(await jsonOf(curfew(["status", "--json"]))).toMatchObject({ code: 1, error: { code: "settings_bad" } });
});

test("keys that can't be used: exit code 1, naming the folder's variable", async () => {
  const { folder, curfew, start } = createService();
  await start();
  writeFileSync(`${folder}/signing-keys.json`, '{"keys":[]}');
  const { code, err } = await curfew(["rotate-key"]);
  expect(code).toBe(1);
  expect(err).toContain("DATA_DIR");
});

test.for([
  ["yes\n", true],
  [" Yes \r\n", true],
  ["y\n", false],
  ["\n", false],
  ["", false],
] as const)("only a full yes confirms: %j is %s", async ([answer, meant]) => {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const output = new PassThrough();
  input.end(answer);
  expect(await confirm("Everybody?", { input, output })).toBe(meant);
  expect(String(output.read())).toContain("Everybody? Type yes");
});
