import { provideEngines } from "../setup/engines.mjs";
import { providePgbouncer } from "../setup/pgbouncer.mjs";
import { providePnpm } from "../setup/pnpm.mjs";
import { providePromtool } from "../setup/promtool.mjs";
import { provideRedis } from "../setup/redis.mjs";
import { conclude } from "../steps/conclude.mjs";
import { providePages, testPages } from "../steps/pages.mjs";
import { provision, step } from "../steps/step.mjs";
import { unitTests } from "../steps/unit.mjs";
import { testedFolders } from "../workspace.mjs";

/** @typedef {import("../child.mjs").Environment} Environment */

/**
 * The tests that need what `npm test` does without: clusters and Sentinels, a pooler, Prometheus, more browsers, many
 * processes.
 * @param {Environment} env
 */
export async function testWorld(env) {
  return conclude(await runWorldTests(env));
}

/**
 * @param {Environment} env
 * @returns {Promise<import("../steps/step.mjs").Outcome[]>}
 */
export async function runWorldTests(env) {
  const tools = await providePnpm(env);
  const redis = await provision("redis", () => provideRedis(tools));
  const pooler = await provision("pgbouncer", () => providePgbouncer(tools));
  const promtool = await provision("promtool", () => providePromtool(tools));
  const engines = await provision("browsers beside Chromium", () => provideEngines(tools));
  const pages = providePages(tools, Promise.resolve());
  const [build, chromium] = [await pages.build, await pages.chromium];
  const provided = { ...tools, ...redis.env, ...pooler.env, ...promtool.env, ...engines.env, ...chromium.env };
  const folders = testedFolders("world");
  // Plain `next start` is tried with the same build.
  const unit = await step("world tests", () => unitTests({ ...provided, ...build.env }, folders, "world"));
  return [redis, pooler, promtool, engines, unit, ...(await testPages(provided, pages, "world"))];
}
