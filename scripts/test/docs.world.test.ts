import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "@curfew/testing/ports";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { type Block, blocksOf } from "../../apps/web/test/docs/blocks.ts";
import { pack } from "./pack.ts";

// npm fetches what each start installs, and each is a server of its own.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let folder = "";
let tarballs: Readonly<Record<string, string>> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "curfew-starts-"));
  tarballs = await pack(join(folder, "workspace"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** The ten-minute starts, each typed in as its page has it, up to the point where its program has shown what it does. */
const STARTS = ["blacklist", "auth", "express", "fastify", "hono", "nestjs", "trpc"];

test.for(STARTS)("The ten-minute start %s works as it is written", async (name) => {
  const project = join(folder, name);
  await mkdir(project);
  const port = String(await freePort());
  const blocks = blocksOf(`docs/start/${name}.md`).map((block) => ({
    ...block,
    source: block.source
      .replaceAll("localhost:3000", `localhost:${port}`)
      .replace(/listen\((\{ port: )?3000/g, `listen($1${port}`)
      .replace("port: 3000", `port: ${port}`),
  }));
  const until = blocks.findIndex(({ language }) => language === "text");
  expect(until).toBeGreaterThan(0);
  let said = "";
  for (const block of blocks.slice(0, until)) said = await type(block, project, port);
  expect(said.trim().split("\n")).toEqual(blocks[until]?.source.trim().split("\n"));
});

/** Does what a reader does with a block: saves it, starts it, or runs it and reads what it prints. */
async function type({ language, name, source }: Block, project: string, port: string): Promise<string> {
  if (language !== "sh") {
    await writeFile(join(project, name ?? "unnamed"), source);
    return "";
  }
  if (name === "server") return serve(source, project, port);
  const { stdout } = await promisify(execFile)("bash", ["-euc", withTarballs(source)], { cwd: project, env: clean() });
  return stdout;
}

/** Starts a server, and waits until it listens. */
async function serve(source: string, cwd: string, port: string): Promise<string> {
  const child = spawn("bash", ["-euc", `exec ${source}`], {
    cwd,
    env: clean(),
    stdio: ["ignore", "inherit", "inherit"],
  });
  onTestFinished(() => end(child));
  for (let tries = 0; tries < 100; tries += 1) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    const isUp = await fetch(`http://localhost:${port}/`).then(
      () => true,
      () => false,
    );
    if (isUp) return "";
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("it doesn't listen");
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

/** The packages are in no registry yet: npm takes their tarballs in place of the names. */
function withTarballs(source: string): string {
  return source.replace(/^npm install (?!--save-dev).*$/gm, (line) => {
    const named = line.replace(/@curfew\/([a-z-]+)/g, (_, name: string) => tarballs[name] ?? name);
    return named === line || line.includes("@curfew/http") ? named : `${named} ${tarballs.http}`;
  });
}

/** The environment of somebody who has npm alone. */
function clean(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^npm_(lifecycle|package|config_local_prefix)/.test(name),
  );
  return { ...Object.fromEntries(own), NODE_OPTIONS: "", npm_config_fund: "false", npm_config_audit: "false" };
}
