import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { Failure } from "../failure.mjs";
import { tools } from "../paths.mjs";
import { fetchTool } from "./fetch.mjs";
import { onPath } from "./path.mjs";

const VERSION = "24.21.0";
const SUPPLIED = ["linux-x64", "linux-arm64"];

/**
 * Puts a Node.js first on the path that runs TypeScript sources: the one running this if it is new
 * enough, else one fetched from the npm registry.
 * @param {import("../child.mjs").Environment} env
 */
export async function provideNode(env) {
  if (isNewEnough(process.versions.node)) return onPath(dirname(process.execPath), env);
  const platform = `${process.platform}-${process.arch}`;
  if (!SUPPLIED.includes(platform)) throw new Failure(cannotSupply(platform));
  const bin = join(tools, `node/node_modules/node-${platform}/bin`);
  if (!works(bin)) {
    await fetchTool("Node.js", "node", `node-${platform}@${VERSION}`, env, () => works(bin));
    if (!works(bin)) throw new Failure(cannotSupply(platform));
  }
  return onPath(bin, env);
}

/** @param {string} version */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major >= 24 || (major === 22 && minor >= 18);
}

/** @param {string} bin */
function works(bin) {
  return spawnSync(join(bin, "node"), ["--version"], { encoding: "utf8" }).stdout?.trim() === `v${VERSION}`;
}

/** @param {string} platform */
function cannotSupply(platform) {
  return `Curfew needs Node.js 24, or 22.18 and later of 22; this is ${process.versions.node}, and none that runs on ${platform} can be fetched: please install one.`;
}
