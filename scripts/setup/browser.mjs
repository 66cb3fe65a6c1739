import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { run } from "../child.mjs";
import { Failure } from "../failure.mjs";
import { tools, web } from "../paths.mjs";
import { aptInstall, canUseApt } from "./apt.mjs";
import { locked } from "./lock.mjs";
import { findProgram } from "./path.mjs";
import { say } from "./say.mjs";

const requireWeb = createRequire(join(web, "package.json"));
/** What Playwright itself would take: a Chromium without windows. The tests need half the processor time with it. */
const SHELLS = ["chromium-headless-shell"];
const BROWSERS = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/** @typedef {import("../child.mjs").Environment} Environment */

/**
 * Sees to a Chromium that really starts: the one named, Playwright's own, a download of it, or the system's or
 * Debian's, rather one without windows.
 * @param {Environment} env
 * @returns {Promise<Environment>} with its place in `CHROMIUM_PATH`, unless it is Playwright's own
 */
export async function provideBrowser(env) {
  const tried = /** @type {string[]} */ ([]);
  const others = [SHELLS, BROWSERS].flatMap((names) => [systems(names), debians(names)]);
  const ways = env.CHROMIUM_PATH ? [named] : [playwrights, downloaded, ...others];
  for (const way of ways) {
    const found = await way(env);
    if (found.env) return found.env;
    tried.push(found.problem);
  }
  throw new Failure(`The browser tests need a Chromium. Tried:\n${tried.map((line) => `  - ${line}`).join("\n")}`);
}

/** @typedef {{ env: Environment } | { env?: undefined, problem: string }} Found */

/** @param {Environment} env @returns {Promise<Found>} */
function named(env) {
  return starting(`CHROMIUM_PATH (${env.CHROMIUM_PATH})`, env);
}

/** @param {Environment} env @returns {Promise<Found>} */
function playwrights(env) {
  return starting("Playwright's own", env);
}

/** @param {Environment} env @returns {Promise<Found>} */
async function downloaded(env) {
  const failed = join(tools, `chromium-download-failed-${requireWeb("playwright/package.json").version}`);
  if (existsSync(failed)) return { problem: `a download by Playwright: failed before (remove ${failed} to try again)` };
  say("Fetching Chromium (once)");
  const playwright = join(web, "node_modules/.bin/playwright");
  const { code, output } = await run(playwright, ["install", "--only-shell", "chromium"], { env, cwd: web });
  if (code === 0) return starting("a download by Playwright", env);
  mkdirSync(tools, { recursive: true });
  writeFileSync(failed, output);
  return { problem: `a download by Playwright: failed (see ${failed})` };
}

/** @typedef {(env: Environment) => Promise<Found>} Way */

/** @param {readonly string[]} names @returns {Way} */
function systems(names) {
  return async (env) => {
    const path = findProgram(names, env);
    if (!path) return { problem: `the system's: none of ${names.join(", ")} is on the PATH` };
    return starting(`the system's (${path})`, { ...env, CHROMIUM_PATH: path });
  };
}

/** @param {readonly string[]} names the first is Debian's @returns {Way} */
function debians(names) {
  const name = names[0] ?? "";
  return async (env) => {
    if (!canUseApt(env)) return { problem: `apt-get install ${name}: needs Debian, and root` };
    const failure = await locked("set-up", () => aptInstall([name, "fonts-liberation"], env));
    return failure ? { problem: `apt-get install ${name}: ${failure}` } : systems(names)(env);
  };
}

/**
 * Whether a browser is there says little: a library may be missing, or a stub stand in its place.
 * @param {string} title
 * @param {Environment} env
 * @returns {Promise<Found>}
 */
async function starting(title, env) {
  try {
    const { chromium } = requireWeb("playwright");
    const browser = await chromium.launch({ executablePath: env.CHROMIUM_PATH, timeout: 30_000 });
    await browser.close();
    return { env };
  } catch (error) {
    return { problem: `${title}: ${String(error).split("\n").slice(0, 2).join(" ")}` };
  }
}
