import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { PUBLISHED, pack, ROOT } from "./pack.ts";

// Packing compiles, and the types are judged by a process of their own.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const exec = promisify(execFile);

let workspace: string;
let tarballs: Awaited<ReturnType<typeof pack>>;

beforeAll(async () => {
  workspace = mkdtempSync(join(tmpdir(), "curfew-published-"));
  tarballs = await pack(workspace);
});

afterAll(() => rmSync(workspace, { recursive: true }));

test("Every package with a published manifest is packed here", () => {
  const folders = readdirSync(join(ROOT, "packages"));
  const manifest = (name: string) => readFileSync(join(ROOT, "packages", name, "package.json"), "utf8");
  expect(folders.filter((name) => "publishConfig" in JSON.parse(manifest(name)))).toEqual([...PUBLISHED].sort());
});

test.for(PUBLISHED)("publint finds nothing in the packed @curfew/%s", async (name) => {
  const tarball = new Uint8Array(readFileSync(tarballs[name])).buffer;
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test.for(PUBLISHED)("The types of every entry of @curfew/%s resolve in ES modules", async (name) => {
  const attw = join(ROOT, "node_modules/@arethetypeswrong/cli/dist/index.js");
  const options = ["--profile", "esm-only", "--format", "ascii", "--no-color", "--no-emoji"];
  const judged = exec(process.execPath, [attw, tarballs[name], ...options], {
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  const { code = 0, stdout } = await (judged as Promise<Judged>).catch((error: Judged) => error);
  expect([code, stdout]).toEqual([0, expect.stringContaining(`@curfew/${name}`)]);
});

interface Judged {
  readonly code?: number;
  readonly stdout: string;
}
