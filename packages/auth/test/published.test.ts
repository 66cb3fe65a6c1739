import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

// Packing compiles, and the types are judged by a process of their own.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const exec = promisify(execFile);
const PACKAGE = join(import.meta.dirname, "..");
const ROOT = join(PACKAGE, "../..");

let workspace: string;
let tarball: string;

/** A copy is packed: meanwhile the published manifest stands in the place of the workspace's own. */
beforeAll(async () => {
  workspace = mkdtempSync(join(tmpdir(), "curfew-published-"));
  const copy = join(workspace, "packages/auth");
  mkdirSync(copy, { recursive: true });
  for (const name of ["scripts", "node_modules"]) symlinkSync(join(ROOT, name), join(workspace, name));
  for (const name of ["tsconfig.base.json", "pnpm-workspace.yaml"]) cpSync(join(ROOT, name), join(workspace, name));
  for (const name of ["package.json", "tsconfig.build.json", "src"]) {
    cpSync(join(PACKAGE, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(PACKAGE, "node_modules"), join(copy, "node_modules"));
  const { stdout } = await exec("npm", ["pack", "--json", "--silent"], { cwd: copy, env: ownEnvironment() });
  tarball = join(copy, (JSON.parse(stdout) as [{ filename: string }])[0].filename);
});

afterAll(() => rmSync(workspace, { recursive: true }));

/** Without what an npm around us says, and what vitest tells Node. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith("npm_"));
  return { ...Object.fromEntries(own), NODE_OPTIONS: "" };
}

test("The packed package is as publint wants it", async () => {
  const packed = new Uint8Array(readFileSync(tarball)).buffer;
  const { messages, pkg } = await publint({ pack: { tarball: packed }, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test("The types of every entry resolve in ES modules", async () => {
  const attw = join(PACKAGE, "node_modules/@arethetypeswrong/cli/dist/index.js");
  const options = ["--profile", "esm-only", "--format", "ascii", "--no-color", "--no-emoji"];
  const judged = exec(process.execPath, [attw, tarball, ...options], { env: ownEnvironment() });
  const { code = 0, stdout } = await (judged as Promise<Judged>).catch((error: Judged) => error);
  expect([code, stdout]).toEqual([0, expect.stringContaining("@curfew/auth/keys/file")]);
});

interface Judged {
  readonly code?: number;
  readonly stdout: string;
}
