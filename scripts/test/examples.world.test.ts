import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { freePort } from "@curfew/testing/ports";
import { startRedis } from "@curfew/testing/redis-server";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { httpFile, postmanCollection } from "../../examples/walk-files.mjs";
import { WALKS } from "../../examples/walks.mjs";
import { npm, type PublishedName, pack, ROOT } from "./pack.ts";

const exec = promisify(execFile);

// Packing compiles, and npm fetches each example's frameworks.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 240_000 });

/** What each example takes of ours, as its `prestart` names it, and where it may keep revocations. */
const EXAMPLES = [
  { name: "express", packages: ["auth", "http", "express"], stores: ["memory", "redis"] },
  { name: "nestjs", packages: ["auth", "http", "nestjs"], stores: ["memory", "redis"] },
  { name: "fastify", packages: ["auth", "http", "fastify"], stores: ["memory"] },
  { name: "hono-edge", packages: ["auth", "http", "hono", "upstash-local"], stores: ["upstash"] },
  { name: "trpc-standalone", packages: ["auth", "http", "trpc"], stores: ["memory"] },
] as const satisfies readonly { name: string; packages: readonly PublishedName[]; stores: readonly string[] }[];

const PLACES = EXAMPLES.flatMap(({ name, packages, stores }) => stores.map((store) => ({ name, packages, store })));

/** An empty folder outside of the workspace, with the examples, the tarballs and newman. */
let project = "";
let tarballs: Awaited<ReturnType<typeof pack>>;
const stores: Awaited<ReturnType<typeof startRedis>>[] = [];
const started: ChildProcess[] = [];

const INSTALL = ["install", "--no-save", "--prefer-offline", "--no-audit", "--no-fund"];

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "curfew-examples-"));
  tarballs = await pack(join(project, "packing"));
  await mkdir(join(project, "newman"));
  await npm([...INSTALL, "--prefix", ".", "newman@6.2.2"], join(project, "newman"));
  const isOwn = (path: string) => !/node_modules|\.packed|dist/.test(path.slice(ROOT.length));
  await cp(join(ROOT, "examples"), join(project, "examples"), { recursive: true, filter: isOwn });
});

afterAll(async () => {
  await Promise.all(started.map(stop));
  await Promise.all(stores.map((redis) => redis.stop()));
  await rm(project, { recursive: true, force: true });
});

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = once(child, "exit");
  process.kill(-child.pid); // npm, and what it has started
  await exit;
}

/** Starts a program; resolves with what a line of its output says. */
async function start(args: readonly string[], cwd: string, env: Record<string, string>, said: RegExp): Promise<string> {
  const [command = "", ...rest] = args;
  const child = spawn(command, rest, { cwd, detached: true, env: { ...process.env, NODE_OPTIONS: "", ...env } });
  started.push(child);
  let errors = "";
  child.stderr.on("data", (data) => {
    errors += String(data);
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const [found] = said.exec(line) ?? [];
    if (found !== undefined) return found;
  }
  throw new Error(`${args.join(" ")} ended: ${errors}`);
}

/** What an example is told of where revocations are to be kept. */
async function settingsOf(store: string, folder: string): Promise<Record<string, string>> {
  if (store === "memory") return {};
  const redis = await startRedis();
  stores.push(redis);
  if (store === "redis") {
    await npm(["run", "init"], folder, { REDIS_URL: redis.url });
    return { REDIS_URL: redis.url };
  }
  const command = [join(folder, "node_modules/.bin/upstash-local"), "--port", String(await freePort()), "--redis-url"];
  const token = crypto.randomUUID();
  const own = { UPSTASH_LOCAL_TOKEN: token };
  const url = await start([...command, redis.url], folder, own, /(?<=^UPSTASH_REDIS_REST_URL=).*/);
  return { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token };
}

test.for(PLACES)("$name ($store): a token that was logged out is refused, by either file", async (place) => {
  const { name, packages, store } = place;
  const folder = join(project, "examples", name);
  await npm([...INSTALL, ...packages.map((each) => tarballs[each])], folder);
  const settings = await settingsOf(store, folder);
  const url = `http://127.0.0.1:${await freePort()}`;
  const port = new URL(url).port;
  await start(["npm", "start"], folder, { ...settings, PORT: port }, /http:\/\/\S+/);
  expect(await walkHttpFile(await readFile(join(folder, "walk.http"), "utf8"), url)).toEqual(
    WALKS[name]?.map((step) => `${step.name}: ${step.status}`),
  );
  const newman = join(project, "newman/node_modules/.bin/newman");
  await exec(newman, ["run", "walk.postman_collection.json", "--env-var", `url=${url}`], { cwd: folder });
});

/** Runs an `.http` file as VS Code's REST Client does; what each request was answered, in the words of its title. */
async function walkHttpFile(file: string, url: string): Promise<string[]> {
  const [head = "", ...requests] = file.split(/^### /m);
  const paths = [...head.matchAll(/^@(\w+) = \{\{login\.response\.body\.\$\.(.*)\}\}$/gm)];
  const values = new Map([["url", url]]);
  const answers: string[] = [];
  for (const request of requests) {
    const [top = "", body] = request.replaceAll(/\{\{(\w+)\}\}/g, (_, key) => values.get(key) ?? "").split("\n\n");
    const [title = "", ...lines] = top.split("\n").filter((line) => !line.startsWith("#") && line !== "");
    const [target = "", ...fields] = lines;
    const [method = "", address = ""] = target.split(" ");
    const headers = Object.fromEntries(fields.map((field) => field.split(": ") as [string, string]));
    const sent = method === "POST" && body?.trim() ? { body: body.trim() } : {};
    const response = await fetch(address, { method, headers, ...sent });
    const text = await response.text();
    if (top.includes("# @name login")) for (const [, key = "", path = ""] of paths) values.set(key, at(text, path));
    answers.push(title.replace(/\d+$/, String(response.status)));
  }
  return answers;
}

function at(json: string, path: string): string {
  return path.split(".").reduce((value, key) => value[key], JSON.parse(json));
}

test.for(Object.entries(WALKS))("The files of the walk through %s are up to date", async ([name, steps]) => {
  const read = (file: string) => readFile(join(ROOT, "examples", name, file), "utf8");
  expect(await read("walk.http")).toBe(httpFile(steps));
  expect(JSON.parse(await read("walk.postman_collection.json"))).toEqual(JSON.parse(postmanCollection(name, steps)));
});
