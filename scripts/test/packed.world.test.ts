import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

const exec = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const NAMES = ["auth", "http", "trpc"] as const;

// Packing compiles, npm fetches what the packages depend on, and each program is a process of its own.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

/** A project that has the packages as npm installs them, and nothing of this workspace. */
let project = "";

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "curfew-packed-"));
  const tarballs = await pack(join(project, "workspace"));
  await writeManifest();
  await npm(["install", "--prefer-offline", "--no-audit", "--no-fund", ...tarballs], project);
});

afterAll(() => rm(project, { recursive: true, force: true }));

/**
 * Packs copies of the packages: packing puts the published manifest in the place of the workspace's own for a moment, in
 * which other tests would find no sources.
 */
async function pack(workspace: string): Promise<string[]> {
  await mkdir(join(workspace, "packages"), { recursive: true });
  for (const name of ["scripts", "node_modules"]) await symlink(join(ROOT, name), join(workspace, name));
  await cp(join(ROOT, "tsconfig.base.json"), join(workspace, "tsconfig.base.json"));
  const packed = NAMES.map(async (name) => {
    const [from, to] = [join(ROOT, "packages", name), join(workspace, "packages", name)];
    for (const each of ["package.json", "tsconfig.build.json", "src"]) {
      await cp(join(from, each), join(to, each), { recursive: true });
    }
    await symlink(join(from, "node_modules"), join(to, "node_modules"));
    const [{ filename }] = JSON.parse(await npm(["pack", "--json", "--silent"], to)) as [{ filename: string }];
    return join(to, filename);
  });
  return Promise.all(packed);
}

/** The versions of what the packages depend on are the workspace's, so that the registry's newest change nothing. */
async function writeManifest(): Promise<void> {
  const overrides = Object.fromEntries(await Promise.all(Object.entries(DEPENDENCIES).map(versionOf)));
  // Optional, for those who use `@curfew/trpc/client`.
  const dependencies = { "@trpc/client": overrides["@trpc/client"] };
  await writeFile(join(project, "package.json"), JSON.stringify({ private: true, dependencies, overrides }));
}

/** By the folder that each is installed in. */
const DEPENDENCIES = {
  jose: "packages/auth",
  zod: "packages/auth",
  "lru-cache": "packages/auth",
  "@trpc/server": "packages/trpc",
  "@trpc/client": "packages/trpc",
  typescript: "",
};

async function versionOf([name, folder]: [string, string]): Promise<[string, string]> {
  const manifest = await readFile(join(ROOT, folder, "node_modules", name, "package.json"), "utf8");
  return [name, (JSON.parse(manifest) as { version: string }).version];
}

/** Runs npm as somebody does who has this folder alone: without what an npm around us says. */
async function npm(args: readonly string[], cwd: string): Promise<string> {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^npm_(lifecycle|package|config_local_prefix)/.test(name),
  );
  const { stdout } = await exec("npm", args, { cwd, env: { ...Object.fromEntries(own), NODE_OPTIONS: "" } });
  return stdout;
}

/** Runs a program in the project; the lines it prints. */
async function run(name: string, source: string): Promise<string[]> {
  await writeFile(join(project, name), source);
  const { stdout } = await exec(process.execPath, [name], { cwd: project, env: { ...process.env, NODE_OPTIONS: "" } });
  return stdout.trim().split("\n");
}

type Import = readonly [names: string, from: string];

interface Program {
  readonly imports: readonly Import[];
  readonly body: string;
  readonly prints: readonly string[];
}

const AUTH: readonly Import[] = [
  ["createAuth, createKeyRing, generateKeySet", "@curfew/auth"],
  ["memoryStore", "@curfew/auth/stores/memory"],
];

const LOGIN = `
  const keys = createKeyRing(await generateKeySet());
  const auth = createAuth({ issuer: "https://app.example", keys, store: memoryStore() });
  const { access } = await auth.issue(await auth.createSession("ann"));`;

const PROGRAMS: Readonly<Record<(typeof NAMES)[number], Program>> = {
  auth: {
    imports: AUTH,
    body: `${LOGIN}
  const before = await auth.verify(access.token);
  console.log(before.claims.subject);
  await auth.revoke(before.claims);
  console.log((await auth.verify(access.token)).code);`,
    prints: ["ann", "token_revoked"],
  },
  http: {
    imports: [["challengeFor, cookieNames, presentedToken, readCredential", "@curfew/http"]],
    body: `
  const names = cookieNames("https://app.example");
  const headers = new Headers({ cookie: "theme=dark; __Host-access_token=t" });
  console.log(presentedToken(readCredential(headers, names), "access").token);
  console.log(challengeFor("token_revoked"));`,
    prints: ["t", 'Bearer error="invalid_token"'],
  },
  trpc: {
    imports: [
      ...AUTH,
      ["cookieNames, readCredential", "@curfew/http"],
      ["assertAllProtected, createAuthentication, protection", "@curfew/trpc"],
      ["initTRPC", "@trpc/server"],
    ],
    body: `${LOGIN}
  const t = initTRPC.context().create();
  const router = t.router({ whoami: t.procedure.concat(protection()).query(({ ctx }) => ctx.claims.subject) });
  assertAllProtected(router, []);
  const headers = new Headers({ authorization: "Bearer " + access.token });
  const credential = readCredential(headers, cookieNames("https://app.example"));
  const call = () => router.createCaller({ authentication: createAuthentication({ auth, credential }) }).whoami();
  console.log(await call());
  await auth.revokeSubject("ann");
  console.log(await call().catch((error) => error.code + " " + error.reason));`,
    prints: ["ann", "UNAUTHORIZED token_revoked"],
  },
};

test.each(NAMES)("An ES module uses @curfew/%s as npm installs it", async (name) => {
  const { imports, body, prints } = PROGRAMS[name];
  const lines = imports.map(([names, from]) => `import { ${names} } from "${from}";`);
  expect(await run(`${name}.mjs`, [...lines, body].join("\n"))).toEqual(prints);
});

test.each(NAMES)("A CommonJS program uses @curfew/%s as npm installs it", async (name) => {
  const { imports, body, prints } = PROGRAMS[name];
  const lines = imports.map(([names, from]) => `const { ${names} } = require("${from}");`);
  expect(await run(`${name}.cjs`, [...lines, `(async () => {${body}\n})();`].join("\n"))).toEqual(prints);
});

const TYPED = `
import { type AuthenticatedContext, protection } from "@curfew/trpc";
import { deadlineLink } from "@curfew/trpc/client";
import { createTRPCClient, httpLink } from "@trpc/client";
import { initTRPC } from "@trpc/server";

const t = initTRPC.context<AuthenticatedContext>().create();
const router = t.router({ whoami: t.procedure.concat(protection()).query(({ ctx }) => ctx.claims.subject) });
const links = [deadlineLink<typeof router>({ timeoutMs: 1_000 }), httpLink({ url: "https://app.example/trpc" })];
export const subject: string = await createTRPCClient<typeof router>({ links }).whoami.query();
// @ts-expect-error: the claims are typed, and have no such field
t.procedure.concat(protection()).query(({ ctx }) => ctx.claims.nothing);
`;

test("The declarations are whole and typed without the sources", async () => {
  await writeFile(join(project, "typed.mts"), TYPED);
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const lib = "es2024,dom,dom.iterable,dom.asynciterable,esnext.disposable";
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2024", "--lib", lib, "--types", ""];
  const compiled = exec(process.execPath, [tsc, ...options, "typed.mts"], { cwd: project });
  const { stdout } = await compiled.catch((error: { stdout: string }) => error);
  // tRPC's own declarations name packages that not every user has.
  expect(stdout.split("\n").filter((line) => /^typed\.mts|@curfew/.test(line))).toEqual([]);
});
