import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.mjs";
import { testFiles } from "./steps/report.mjs";

/** The folders of the workspace's packages. */
export function packageFolders() {
  const folders = ["apps", "packages", "tests"].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(parent, name)),
  );
  return folders.filter((folder) => existsSync(join(root, folder, "package.json")));
}

/** The files that `npm run test:world` runs: what needs other people's software, and what tries things with chance. */
export const WORLD_TEST = /\.(world|random)\.test\.ts$/;

/**
 * What has tests: packages that say so, and these scripts. `world`: those with tests of `npm run test:world`.
 * @param {"own" | "world"} [which]
 * @returns {{ name: string, folder: string }[]}
 */
export function testedFolders(which = "own") {
  const manifests = packageFolders().map((folder) => ({ folder, ...readManifest(folder) }));
  const tested = manifests.filter(({ scripts }) => scripts?.test).map(({ name, folder }) => ({ name, folder }));
  const all = [...tested, { name: "scripts", folder: "scripts" }];
  return which === "own" ? all : all.filter(({ folder }) => testFiles(folder, WORLD_TEST).length > 0);
}

/**
 * @param {string} folder
 * @returns {{ name: string, scripts?: Record<string, string> }}
 */
function readManifest(folder) {
  return JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
}
