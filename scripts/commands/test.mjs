import { basename } from "node:path";
import { Failure } from "../failure.mjs";
import { provideBrowser } from "../setup/browser.mjs";
import { provideBuild } from "../setup/build.mjs";
import { providePnpm } from "../setup/pnpm.mjs";
import { provideRedis } from "../setup/redis.mjs";
import { checks } from "../steps/checks.mjs";
import { conclude } from "../steps/conclude.mjs";
import { browserTests } from "../steps/e2e.mjs";
import { provision, step } from "../steps/step.mjs";
import { unitTests } from "../steps/unit.mjs";
import { testedFolders } from "../workspace.mjs";

/** @typedef {import("../child.mjs").Environment} Environment */
/** @typedef {import("../steps/step.mjs").Outcome} Outcome */
/** @typedef {Promise<Outcome & { env: Environment | undefined }>} Provision */

/**
 * Every check and every test, or the tests of the packages named. A step that fails hides no other.
 * @param {Environment} env
 * @param {readonly string[]} names such as `auth`
 */
export async function test(env, names) {
  return conclude(await runTests(env, names));
}

/**
 * @param {Environment} env
 * @param {readonly string[]} names
 * @returns {Promise<Outcome[]>}
 */
export async function runTests(env, names) {
  const chosen = choose(names);
  const tools = await providePnpm(env);
  const redis = provision("redis", () => provideRedis(tools));
  const pages = chosen.some(({ folder }) => folder === "apps/web") ? providePages(tools, redis) : undefined;

  const checked = names.length === 0 ? await checks(tools) : [];
  // Tests measure deadlines: they should not have to share the processor with a compiler.
  await pages?.build;
  const withRedis = { ...tools, ...(await redis).env };
  const unit = await step("unit tests", () => unitTests(withRedis, chosen));
  return [...checked, await redis, unit, ...(pages ? await testPages(withRedis, pages) : [])];
}

/**
 * What the browser tests need, under way while other things are done.
 * @param {Environment} tools
 * @param {Provision} before that has to be done first
 */
function providePages(tools, before) {
  return {
    build: provision("production build", () => provideBuild(tools)),
    // Debian's package manager does one thing at a time.
    chromium: before.then(() => provision("chromium", () => provideBrowser(tools))),
  };
}

/**
 * @param {Environment} env
 * @param {{ build: Provision, chromium: Provision }} needs
 * @returns {Promise<Outcome[]>}
 */
async function testPages(env, needs) {
  const [build, chromium] = [await needs.build, await needs.chromium];
  const tests = await step("browser tests", async () => {
    if (!build.env || !chromium.env) throw new Failure("Not run: what they need is missing.");
    return browserTests({ ...env, ...chromium.env, ...build.env });
  });
  return [build, chromium, tests];
}

/** @param {readonly string[]} names */
function choose(names) {
  const all = testedFolders();
  if (names.length === 0) return all;
  const chosen = all.filter(({ folder }) => names.includes(basename(folder)));
  if (chosen.length === names.length) return chosen;
  throw new Failure(`There are tests of: ${all.map(({ folder }) => basename(folder)).join(", ")}`);
}
