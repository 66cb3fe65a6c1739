import { become, run } from "../child.mjs";
import { Failure } from "../failure.mjs";
import { provideBuild } from "../setup/build.mjs";

const SERVER = ["--disable-warning=ExperimentalWarning", "apps/web/src/server/main.ts"];

/**
 * Serves the production build, making it first where the sources have changed.
 * @param {import("../child.mjs").Environment} env
 */
export async function start(env) {
  return become("node", SERVER, await provideBuild(env, () => checkSettings(env)));
}

/**
 * Nobody should wait for a build to be told of a mistyped setting.
 * @param {import("../child.mjs").Environment} env
 */
async function checkSettings(env) {
  const { code, output } = await run("node", [...SERVER, "--check-settings"], { env });
  if (code !== 0) throw new Failure(output.trim());
}
