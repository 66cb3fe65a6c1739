import { basename } from "node:path";
import { Failure } from "../failure.mjs";
import { providePnpm } from "../setup/pnpm.mjs";
import { provideRedis } from "../setup/redis.mjs";
import { checks } from "../steps/checks.mjs";
import { conclude } from "../steps/conclude.mjs";
import { providePages, testPages } from "../steps/pages.mjs";
import { provision, step } from "../steps/step.mjs";
import { unitTests } from "../steps/unit.mjs";
import { testedFolders } from "../workspace.mjs";

/** @typedef {import("../child.mjs").Environment} Environment */
/** @typedef {import("../steps/step.mjs").Outcome} Outcome */

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

/** @param {readonly string[]} names */
function choose(names) {
  const all = testedFolders();
  if (names.length === 0) return all;
  const chosen = all.filter(({ folder }) => names.includes(basename(folder)));
  if (chosen.length === names.length) return chosen;
  throw new Failure(`There are tests of: ${all.map(({ folder }) => basename(folder)).join(", ")}`);
}
