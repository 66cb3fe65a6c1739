import { expect, test } from "vitest";
import { cycleBreaches } from "../architecture/cycles.ts";
import { functionLengthBreaches } from "../architecture/function-length.ts";
import { importBreaches } from "../architecture/imports.ts";
import { lockfileBreaches } from "../architecture/lockfile.ts";
import { syntaxBreaches } from "../architecture/restricted-syntax.ts";
import { retiredWordBreaches } from "../architecture/retired-words.ts";
import { parseSource } from "../architecture/source.ts";

/** The problems the import walls find in one source. */
function importing(path: string, text: string): string[] {
  return importBreaches([parseSource(path, text)]).map(({ at, problem }) => `${at} ${problem}`);
}

/** The problems the word walls find in some sources. */
function saying(sources: Record<string, string>): string[] {
  const parsed = Object.entries(sources).map(([path, text]) => parseSource(path, text));
  return syntaxBreaches(parsed).map(({ at, problem }) => `${at} ${problem}`);
}

test.each([
  ["packages/auth/src/a.ts", 'import { appRouter } from "@curfew/api";', "@curfew/api"],
  ["packages/auth/src/a.ts", 'import http from "node:http";', "node:http"],
  ["packages/auth/src/a.ts", 'import type { NextRequest } from "next/server";', "next/server"],
  ["packages/auth/src/a.ts", 'export * from "@trpc/server";', "@trpc/server"],
  ["packages/auth/src/blacklist/a.ts", 'import { Redis } from "ioredis";', "ioredis"],
  ["packages/api/src/a.ts", 'const db = await import("@curfew/db");', "@curfew/db"],
  ["packages/api/src/a.ts", 'import { cookies } from "next/headers";', "next/headers"],
  ["packages/api/src/a.ts", 'import { jwtVerify } from "jose";', "jose"],
  ["packages/db/src/a.ts", 'import { appRouter } from "@curfew/api";', "@curfew/api"],
  ["packages/db/src/a.ts", 'import { createAuth } from "@curfew/auth";', "@curfew/auth"],
  ["packages/upstash-local/src/a.ts", 'import type { Store } from "@curfew/auth";', "@curfew/auth"],
  ["apps/web/src/app/page.tsx", 'import { createAuth } from "@curfew/auth";', "@curfew/auth"],
  ["apps/web/src/server/a.ts", 'import Database from "better-sqlite3";', "better-sqlite3"],
])("%s may not say %s", (path, text, specifier) => {
  expect(importing(path, `\n${text}`)).toEqual([`${path}:2 imports ${specifier}`]);
});

test.each([
  ["packages/auth/src/stores/redis/index.ts", 'import { Redis } from "ioredis";'],
  ["packages/api/src/a.ts", 'import { createAuth } from "@curfew/auth";'],
  ["packages/db/src/a.ts", 'import { DatabaseUnavailable } from "@curfew/api/database";'],
  ["packages/db/src/a.ts", 'import type { Witness } from "@curfew/auth";'],
  ["packages/db/src/a.ts", 'import { type Witness } from "@curfew/auth";'],
  ["apps/web/src/server/a.ts", 'import { createAuth } from "@curfew/auth";'],
  ["packages/auth/test/a.test.ts", 'import http from "node:http";'],
  ["packages/auth/src/a.ts", '// import http from "node:http";\nconst text = "import x from \\"next\\"";'],
])("%s may say %s", (path, text) => {
  expect(importing(path, text)).toEqual([]);
});

test("the environment is read where a program starts and nowhere else", () => {
  const sources = {
    "apps/web/src/server/main.ts": "readSettings(process.env);",
    "packages/auth/src/keys.ts": "\nconst key = process.env.KEY;",
  };
  expect(saying(sources)).toEqual(["packages/auth/src/keys.ts:2 reads the environment (process.env)"]);
});

test("the clock is read in one place, and a given time is not the clock", () => {
  const sources = {
    "packages/auth/src/clock.ts": "export const systemClock = () => new Date();",
    "packages/auth/src/claims.ts": "const at = new Date(seconds * 1000);",
    "packages/api/src/login.ts": "const now = Date.now();\nconst date = new Date();",
  };
  expect(saying(sources)).toEqual([
    "packages/api/src/login.ts:1 reads the clock (Date.now)",
    "packages/api/src/login.ts:2 reads the clock (new Date())",
  ]);
});

test("a cookie is named in one file, whichever it is", () => {
  const one = { "packages/api/src/cookies.ts": 'const names = ["access_token", "__Host-access_token"];' };
  expect(saying(one)).toEqual([]);
  expect(saying({ ...one, "apps/web/src/proxy.ts": "cookies.get(`refresh_token`);" })).toHaveLength(3);
});

test("a tRPC error is made in one file", () => {
  const one = { "packages/api/src/refusal.ts": 'throw new TRPCError({ code: "FORBIDDEN" });' };
  expect(saying(one)).toEqual([]);
  expect(saying({ ...one, "packages/api/src/login.ts": "throw new TRPCError(x);" })).toHaveLength(2);
});

test("only drivers know Redis commands", () => {
  const sources = {
    "packages/auth/src/stores/redis/index.ts": 'client.call("MGET", key);',
    "apps/web/src/server/ready.ts": 'client.call("CONFIG", "GET", "maxmemory-policy");',
  };
  expect(saying(sources)).toEqual(["apps/web/src/server/ready.ts:1 knows a Redis command (CONFIG)"]);
});

test("the lockfile names no host, but a package may say where its successor lives", () => {
  const lockfile = [
    "resolution: {integrity: sha512-x}",
    "resolution: {tarball: https://registry.example/x.tgz}",
    "deprecated: see https://example.org",
  ];
  expect(lockfileBreaches("pnpm-lock.yaml", lockfile.join("\n")).map(({ at }) => at)).toEqual(["pnpm-lock.yaml:2"]);
});

/** The problems of the structure's rules in some sources. */
function structure(find: typeof cycleBreaches, sources: Record<string, string>): string[] {
  return find(Object.entries(sources).map(([path, text]) => parseSource(path, text))).map(({ problem }) => problem);
}

test("files that import each other are a cycle, types included", () => {
  const sources = {
    "packages/a/src/one.ts": 'import type { Two } from "./two.ts";',
    "packages/a/src/two.ts": 'export { one } from "./three.ts";',
    "packages/a/src/three.ts": 'const one = await import("./one.ts");',
    "packages/a/src/four.ts": 'import { one } from "./one.ts";',
  };
  const cycle = ["one", "two", "three", "one"].map((name) => `packages/a/src/${name}.ts`).join(" → ");
  expect(structure(cycleBreaches, sources)).toContain(`is part of a cycle of files: ${cycle}`);
});

test("folders that import each other are a cycle, though no files are", () => {
  const sources = {
    "packages/a/src/x/one.ts": 'import { two } from "../y/two.ts";',
    "packages/a/src/y/three.ts": 'import { four } from "../x/four.ts";',
  };
  const cycle = "packages/a/src/x → packages/a/src/y → packages/a/src/x";
  expect(structure(cycleBreaches, sources)).toEqual([`is part of a cycle of folders: ${cycle}`]);
});

test("a retired word in the name of a file or a declaration is refused, and none in a text", () => {
  const sources = {
    "packages/a/src/upkeep.ts": "",
    "packages/a/src/b.ts": 'const farewellNotice = "farewell"; function trial() {} const outdoor = 1;',
  };
  expect(structure(retiredWordBreaches, sources)).toEqual([
    "calls something “upkeep”",
    "calls something “farewellNotice”",
    "calls something “trial”",
  ]);
});

test("a function of more than sixty lines of code is refused, and comments count for nothing", () => {
  const lines = (count: number, line: string) => `${line}\n`.repeat(count);
  const sources = {
    "packages/a/src/long.ts": `function long() {\n${lines(60, "step();")}}`,
    "packages/a/src/noted.ts": `function noted() {\n${lines(50, "step();")}${lines(50, "// why")}}`,
    "packages/a/test/long.test.ts": `const long = () => {\n${lines(60, "step();")}};`,
  };
  expect(structure(functionLengthBreaches, sources)).toEqual(["has long of 62 lines"]);
});
