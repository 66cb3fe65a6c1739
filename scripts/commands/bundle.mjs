import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { run } from "../child.mjs";
import { Failure } from "../failure.mjs";
import { root } from "../paths.mjs";
import { provideBuild } from "../setup/build.mjs";
import { chooseBuild } from "../setup/builds.mjs";
import { providePnpm } from "../setup/pnpm.mjs";
import { prune } from "../setup/prune.mjs";
import { say } from "../setup/say.mjs";

/** What a server is started from. Sources are run as they are. */
const PARTS = [
  ...["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", "LICENSE"],
  ...["apps/web/package.json", "apps/web/next.config.mjs", "apps/web/src/server"],
  ...["apps/web/src/backend", "apps/web/src/cli", "apps/web/src/root.ts"],
  ...["api", "auth", "db", "http", "next", "trpc"].flatMap((name) => [
    `packages/${name}/package.json`,
    `packages/${name}/src`,
  ]),
];

/**
 * Makes a folder that holds what is needed to serve, and nothing else: the build, the server's sources and its packages.
 * It may be read-only, and be another user's.
 * @param {import("../child.mjs").Environment} env
 * @param {readonly string[]} args the folder, which must not exist or be empty
 */
export async function bundle(env, [folder]) {
  if (folder === undefined) throw new Failure("Usage: npm run bundle -- <folder>");
  const target = resolve(folder);
  if (existsSync(target) && readdirSync(target).length > 0) throw new Failure(`${target} is not empty.`);
  const { CURFEW_BUILD_DIR: build = "" } = await provideBuild(env);
  mkdirSync(target, { recursive: true });
  for (const part of PARTS) copy(part, target);
  copy(join("apps/web", build), target);
  chooseBuild(build, join(target, "apps/web"));
  await install(await providePnpm(env), target);
  prune(target);
  say(`Made. Start it in ${target} with: node apps/web/src/server/main.ts`);
  return 0;
}

/**
 * @param {string} part
 * @param {string} target
 */
function copy(part, target) {
  const isWanted = (/** @type {string} */ path) => !/\/(\.users|cache|testing)$|\.map$/.test(path);
  // A link stays within the bundle: what is pruned there must not be ours.
  cpSync(join(root, part), join(target, part), { recursive: true, verbatimSymlinks: true, filter: isWanted });
}

/**
 * @param {import("../child.mjs").Environment} env
 * @param {string} cwd
 */
async function install(env, cwd) {
  const args = ["install", "--prod", "--frozen-lockfile", "--prefer-offline", "--filter=@curfew/web..."];
  const { code, output } = await run("pnpm", args, { env: { ...env, CI: "true" }, cwd });
  if (code !== 0) throw new Failure(`The packages could not be installed:\n${output}`);
}
