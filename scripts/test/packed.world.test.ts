import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "@curfew/testing/ports";
import { startRedis } from "@curfew/testing/redis-server";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { npm, PUBLISHED, type PublishedName, pack, ROOT } from "./pack.ts";

const exec = promisify(execFile);

// Packing compiles, npm fetches what the packages depend on, and each program is a process of its own.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/** A project that has the packages as npm installs them, and nothing of this workspace. */
let project = "";
let redis: Awaited<ReturnType<typeof startRedis>>;

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "curfew-packed-"));
  redis = await startRedis();
  const tarballs = await pack(join(project, "workspace"));
  await writeManifest();
  await npm(["install", "--prefer-offline", "--no-audit", "--no-fund", ...Object.values(tarballs)], project);
});

afterAll(async () => {
  await redis.stop();
  await rm(project, { recursive: true, force: true });
});

/** The versions of what the packages depend on are the workspace's, so that the registry's newest change nothing. */
async function writeManifest(): Promise<void> {
  const overrides = Object.fromEntries(await Promise.all(Object.entries(DEPENDENCIES).map(versionOf)));
  const dependencies = Object.fromEntries(INSTALLED_BESIDE.map((name) => [name, overrides[name]]));
  await writeFile(join(project, "package.json"), JSON.stringify({ private: true, dependencies, overrides }));
}

const NEST = ["@nestjs/common", "@nestjs/core", "@nestjs/platform-express", "reflect-metadata", "rxjs"] as const;

/** What the READMEs' programs use besides: no package depends on it. */
const INSTALLED_BESIDE = ["@trpc/client", "@upstash/redis", "express", "@types/express", "fastify", "hono", ...NEST];

/** By the folder that each is installed in. */
const DEPENDENCIES = {
  jose: "packages/auth",
  zod: "packages/auth",
  "lru-cache": "packages/auth",
  "@upstash/redis": "packages/auth",
  express: "packages/express",
  "@types/express": "packages/express",
  fastify: "packages/fastify",
  "fastify-plugin": "packages/fastify",
  hono: "packages/hono",
  next: "packages/next",
  react: "packages/next",
  "react-dom": "packages/next",
  ...Object.fromEntries(NEST.map((name) => [name, "packages/nestjs"])),
  "@trpc/server": "packages/trpc",
  "@trpc/client": "packages/trpc",
  ioredis: "packages/upstash-local",
  typescript: "",
};

async function versionOf([name, folder]: [string, string]): Promise<[string, string]> {
  const manifest = await readFile(join(ROOT, folder, "node_modules", name, "package.json"), "utf8");
  return [name, (JSON.parse(manifest) as { version: string }).version];
}

/** A program of a README, and what its comments say that it prints. */
interface Program {
  readonly source: string;
  readonly promised: readonly string[];
}

/** Reads the program of a package's README, as npm has installed it, with a Redis and a port for it. */
async function programOf(name: PublishedName): Promise<Program> {
  const readme = await readFile(join(project, "node_modules/@curfew", name, "README.md"), "utf8");
  const [, source = ""] = /^```ts\n(.*?)^```$/ms.exec(readme) ?? [];
  const promised = [...source.matchAll(/^console\.log\(.* \/\/ (.*)$/gm)].map(([, text = ""]) => text);
  const port = String(await freePort());
  return { source: source.replace("redis://localhost:6379", redis.url).replaceAll("3000", port), promised };
}

/** Compiles a program as its reader would, decorators included, and runs it in the project; the lines it prints. */
async function run(name: string, source: string): Promise<string[]> {
  await writeFile(join(project, name), source);
  const env = { ...process.env, NODE_OPTIONS: "" };
  const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
  const options = "--noCheck --module nodenext --target es2022 --experimentalDecorators --ignoreConfig".split(" ");
  await exec(process.execPath, [compiler, ...options, name], { cwd: project, env });
  const { stdout } = await exec(process.execPath, [name.replace(/ts$/, "js")], { cwd: project, env });
  return stdout.trim().split("\n");
}

test.for(PUBLISHED)("An ES module runs the program of the README of @curfew/%s", async (name) => {
  const { source, promised } = await programOf(name);
  expect(promised.length).toBeGreaterThan(0);
  expect(await run(`${name}.mts`, source)).toEqual(promised);
});

test.for(PUBLISHED)("CommonJS runs the program of the README of @curfew/%s", async (name) => {
  const { source, promised } = await programOf(name);
  expect(await run(`${name}.cts`, commonJs(source))).toEqual(promised);
});

/** Writes a program's imports as CommonJS does, which has no `await` outside of a function. */
function commonJs(source: string): string {
  const required = source.replace(/^import \{ (.*) \} from (".*");$/gm, (_, names: string, from: string) => {
    return `const { ${names.replace(/type \w+(, )?/g, "")} } = require(${from});`;
  });
  const whole = required
    .replace(/^import (\w+) from (".*");$/gm, "const $1 = require($2);")
    .replace(/^import (".*");$/gm, "require($1);");
  return `(async () => {\n${whole}})();`;
}

test("npm installs upstash-local as a command", async () => {
  const { stdout } = await exec(join(project, "node_modules/.bin/upstash-local"), ["--help"], { cwd: project });
  expect(stdout).toContain("Usage: upstash-local");
});

const TYPED = `
import { createAuth, createKeyRing } from "@curfew/auth";
import { openKeyFile } from "@curfew/auth/keys/file";
import { memoryStore } from "@curfew/auth/stores/memory";
import { createTestAuth } from "@curfew/auth/testing";
import { type AuthenticatedContext, protection } from "@curfew/trpc";
import { deadlineLink } from "@curfew/trpc/client";
import { createTRPCClient, httpLink } from "@trpc/client";
import { initTRPC } from "@trpc/server";

const t = initTRPC.context<AuthenticatedContext>().create();
const router = t.router({ whoami: t.procedure.concat(protection()).query(({ ctx }) => ctx.claims.subject) });
const links = [deadlineLink<typeof router>({ timeoutMs: 1_000 }), httpLink({ url: "https://app.example/trpc" })];
export const subject: string = await createTRPCClient<typeof router>({ links }).whoami.query();
export const values = [createAuth, createKeyRing, openKeyFile, memoryStore, createTestAuth];
// A fault, to see that it is found: the claims are typed, and have no such field.
t.procedure.concat(protection()).query(({ ctx }) => ctx.claims.nothing);
`;

/** The oldest TypeScript and the newest, by how each looks for modules. */
const COMPILERS = [
  ["typescript", "nodenext", "nodenext"],
  ["typescript-5.7", "node16", "node16"],
  ["typescript-5.7", "bundler", "esnext"],
] as const;

test.for(COMPILERS)(
  "The declarations are whole for %s that resolves as %s",
  async ([compiler, moduleResolution, module]) => {
    await writeFile(join(project, "typed.mts"), TYPED);
    const programs = PUBLISHED.map(async (name) => {
      await writeFile(join(project, `${name}.mts`), (await programOf(name)).source);
      return `${name}.mts`;
    });
    const files = ["typed.mts", ...(await Promise.all(programs))];
    const lib = ["es2024", "dom", "dom.iterable", "dom.asynciterable", "esnext.disposable"];
    const language = { target: "es2022", lib, types: [], experimentalDecorators: true };
    const compilerOptions = { noEmit: true, strict: true, module, moduleResolution, ...language };
    await writeFile(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
    const tsc = join(ROOT, "node_modules", compiler, "bin/tsc");
    const compiled = exec(process.execPath, [tsc, "-p", "."], { cwd: project });
    const { stdout } = await compiled.catch((error: { stdout: string }) => error);
    // tRPC's own declarations name packages that not every user has.
    expect(stdout.split("\n").filter((line) => /^[\w-]+\.mts|@curfew/.test(line))).toEqual([
      expect.stringMatching(/^typed\.mts.*error TS2339: Property 'nothing' does not exist/),
    ]);
  },
);
