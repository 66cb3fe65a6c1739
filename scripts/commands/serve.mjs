import { become, run } from "../child.mjs";
import { Failure } from "../failure.mjs";
import { provideBuild } from "../setup/build.mjs";

const SERVER = ["--disable-warning=ExperimentalWarning", "apps/web/src/server/main.ts"];

/** @typedef {import("../child.mjs").Environment} Environment */

/**
 * Serves the production build, making it first where the sources have changed.
 * @param {Environment} env
 * @param {AbortSignal} [stop]
 */
export async function serve(env, stop) {
  const built = await provideBuild(env, () => checkSettings(env));
  return stop?.aborted ? 0 : become("node", SERVER, built, stop);
}

/**
 * Nobody should wait for a build to be told of a mistyped setting.
 * @param {Environment} env
 */
async function checkSettings(env) {
  const { code, output } = await run("node", [...SERVER, "--check-settings"], { env });
  if (code !== 0) throw new Failure(output.trim());
}
