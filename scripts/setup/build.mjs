import { join } from "node:path";
import { run } from "../child.mjs";
import { Failure } from "../failure.mjs";
import { root, web } from "../paths.mjs";
import { BUILDS, findBuild, markComplete, markUsed, prune } from "./builds.mjs";
import { assertFirstLoad, firstLoad } from "./first-load.mjs";
import { locked } from "./lock.mjs";
import { providePnpm } from "./pnpm.mjs";
import { say } from "./say.mjs";
import { sourceDigest } from "./sources.mjs";

/** @typedef {import("../child.mjs").Environment} Environment */

/**
 * Sees to a production build of the present sources, in a folder of its own, so that making one
 * never touches what another process serves.
 * @param {Environment} env
 * @param {() => Promise<void>} [beforeBuilding] is called only if there is something to build
 * @returns {Promise<Environment>} the environment that makes the server use it
 */
export async function provideBuild(env, beforeBuilding) {
  const sources = sourceDigest();
  if (!findBuild(sources)) {
    await beforeBuilding?.();
    await locked("build", () => build(sources, env));
  }
  const name = findBuild(sources);
  if (!name) throw new Failure("The build has gone again while this command waited for it.");
  markUsed(name);
  return { ...env, CURFEW_BUILD_DIR: join(BUILDS, name) };
}

/**
 * @param {string} sources
 * @param {Environment} env
 */
async function build(sources, env) {
  if (findBuild(sources)) return;
  say("Building the app (again only when its sources change)");
  // Of this process alone: a killed one may have left a compiler behind that still writes.
  const name = `${sources}-${process.pid}`;
  const withPnpm = await providePnpm({ ...env, CURFEW_BUILD_DIR: join(BUILDS, name) });
  const turbo = join(root, "node_modules/.bin/turbo");
  const { code, output } = await run(turbo, ["run", "build", "--filter=@curfew/web"], { env: withPnpm });
  if (code !== 0) throw new Failure(`The app could not be built:\n${output}`);
  // Such as a file's path that can't be told in advance: a platform would be sent the whole project.
  if (/build encountered \d+ warning/.test(output)) throw new Failure(`The app was built with warnings:\n${output}`);
  assertFirstLoad(firstLoad(join(web, BUILDS, name)));
  markComplete(name);
  prune(name);
}
