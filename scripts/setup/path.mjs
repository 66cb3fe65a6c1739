import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * The environment with a folder put first on its path.
 * @param {string} folder
 * @param {import("../child.mjs").Environment} env
 */
export function onPath(folder, env) {
  return { ...env, PATH: [folder, env.PATH].filter(Boolean).join(delimiter) };
}

/**
 * Where the first of these programs stands on the path.
 * @param {readonly string[]} names
 * @param {import("../child.mjs").Environment} env
 */
export function findProgram(names, env) {
  const folders = (env.PATH ?? "").split(delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
