import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { run } from "../child.mjs";
import { Failure } from "../failure.mjs";
import { root, web } from "../paths.mjs";
import { digest } from "./digest.mjs";
import { isAlive, locked } from "./lock.mjs";
import { providePnpm } from "./pnpm.mjs";
import { say } from "./say.mjs";

const BUILDS = ".builds";
const KEPT = 3;
/** Written last: a build without it was interrupted. */
const COMPLETE = ".complete";
const USERS = ".users";
const ROOT_INPUTS = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", "tsconfig.base.json", "turbo.json"];
const NOT_INPUTS = ["node_modules", "test", "e2e", "bench", "coverage", "test-results", "playwright-report"];

/**
 * Sees to a production build of the present sources, in a folder named after them, so that making
 * one never touches what another process serves.
 * @param {import("../child.mjs").Environment} env
 * @param {() => Promise<void>} [beforeBuilding] is called only if there is something to build
 * @returns {Promise<import("../child.mjs").Environment>} the environment that makes the server use it
 */
export async function provideBuild(env, beforeBuilding) {
  const name = join(BUILDS, sourceDigest());
  const built = { ...env, CURFEW_BUILD_DIR: name };
  if (!isComplete(name)) {
    await beforeBuilding?.();
    await locked("build", () => build(name, built));
  }
  markUsed(name);
  return built;
}

/** A name for the present sources: all that can make a difference to a build. */
export function sourceDigest() {
  return digest([...ROOT_INPUTS, ...sources("apps"), ...sources("packages")]);
}

/**
 * @param {string} name
 * @param {import("../child.mjs").Environment} env
 */
async function build(name, env) {
  if (isComplete(name)) return;
  say("Building the app (again only when its sources change)");
  rmSync(join(web, name), { recursive: true, force: true });
  const withPnpm = await providePnpm(env);
  const { code, output } = await run(join(root, "node_modules/.bin/turbo"), ["run", "build", "--filter=@curfew/web"], {
    env: withPnpm,
  });
  if (code !== 0) throw new Failure(`The app could not be built:\n${output}`);
  writeFileSync(join(web, name, COMPLETE), "");
  prune(name);
}

/** @param {string} name */
function isComplete(name) {
  return existsSync(join(web, name, COMPLETE));
}

/** @param {string} name */
function markUsed(name) {
  const now = new Date();
  utimesSync(join(web, name, COMPLETE), now, now);
  const users = join(web, name, USERS);
  mkdirSync(users, { recursive: true });
  for (const pid of readdirSync(users)) if (!isAlive(Number(pid))) rmSync(join(users, pid), { force: true });
  writeFileSync(join(users, String(process.pid)), "");
}

/**
 * Removes all but the builds last used, those that a living process uses, and the one just made.
 * @param {string} name
 */
function prune(name) {
  const others = readdirSync(join(web, BUILDS)).filter((other) => other !== basename(name));
  const newestFirst = others.map((other) => join(web, BUILDS, other)).sort((a, b) => lastUse(b) - lastUse(a));
  for (const path of newestFirst.slice(KEPT - 1)) {
    if (!isInUse(path)) rmSync(path, { recursive: true, force: true });
  }
}

/** @param {string} path */
function lastUse(path) {
  return statSync(join(path, COMPLETE), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** @param {string} path */
function isInUse(path) {
  const users = join(path, USERS);
  return existsSync(users) && readdirSync(users).some((pid) => isAlive(Number(pid)));
}

/**
 * The files below a folder that can make a difference to a build.
 * @param {string} folder
 * @returns {string[]}
 */
function sources(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".") || NOT_INPUTS.includes(entry.name)) return [];
    if (entry.isDirectory()) return sources(path);
    return /\.(md|tsbuildinfo)$|^next-env\.d\.ts$|^(vitest|playwright)\.config\.ts$/.test(entry.name) ? [] : [path];
  });
}
