import { join } from "node:path";
import { run } from "../child.mjs";
import { Failure } from "../failure.mjs";
import { tools } from "../paths.mjs";
import { locked } from "./lock.mjs";
import { say } from "./say.mjs";

const QUIET = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error"];

/**
 * Fetches a tool from the npm registry into a folder of its own (npm removes from a folder what it
 * was not just asked for).
 * @param {string} title
 * @param {string} folder
 * @param {string} specifier
 * @param {import("../child.mjs").Environment} env
 * @param {() => boolean} works whether another process has fetched it meanwhile
 */
export function fetchTool(title, folder, specifier, env, works) {
  return locked("set-up", async () => {
    if (works()) return;
    say(`Fetching ${title} (${specifier}, once)`);
    const { code, output } = await run("npm", ["install", ...QUIET, "--prefix", join(tools, folder), specifier], {
      env,
    });
    if (code !== 0) throw new Failure(`${specifier} could not be fetched from the npm registry:\n${output}`);
  });
}
