import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../failure.mjs";
import { tools } from "../paths.mjs";
import { fetchTool } from "./fetch.mjs";
import { onPath } from "./path.mjs";

const VERSION = "12.21.0";

/**
 * Puts a pnpm 12 on the path: the one that is there, else one fetched from the npm registry.
 * @param {import("../child.mjs").Environment} env
 */
export async function providePnpm(env) {
  if (works(env)) return env;
  const supplied = onPath(join(tools, "pnpm/node_modules/.bin"), env);
  if (!works(supplied)) {
    await fetchTool("pnpm", "pnpm", `pnpm@${VERSION}`, env, () => works(supplied));
    if (!works(supplied)) throw new Failure(`pnpm ${VERSION} was fetched but does not run here: please install it.`);
  }
  return supplied;
}

/** @param {import("../child.mjs").Environment} env */
function works(env) {
  // Outside the project, where neither corepack nor an older pnpm would fetch the version the project names.
  const options = {
    cwd: tmpdir(),
    env: { ...env, COREPACK_ENABLE_NETWORK: "0" },
    encoding: /** @type {const} */ ("utf8"),
  };
  return spawnSync("pnpm", ["--version"], options).stdout?.startsWith("12.") ?? false;
}
