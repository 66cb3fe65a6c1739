import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Packages that only a build, tests or work that we don't do needs: compilers, browsers, images. */
const PACKAGES =
  /^(@next\+swc|@img\+|sharp@|@typescript\+|typescript@|lightningcss|@tailwindcss\+|tailwindcss@|caniuse-lite@|@playwright\+|playwright)/;

/** Below the packages that have them. */
const FOLDERS = [
  ["next@", "node_modules/next/dist/esm"],
  ["next@", "node_modules/next/dist/docs"],
  ["next@", "node_modules/next/dist/next-devtools"],
  ["next@", "node_modules/next/dist/bundle-analyzer"],
  ["better-sqlite3@", "node_modules/better-sqlite3/deps"],
];

/**
 * Takes out of a folder's packages what serves nothing: two thirds of them.
 * @param {string} folder
 */
export function prune(folder) {
  const store = join(folder, "node_modules/.pnpm");
  for (const name of readdirSync(store)) {
    if (PACKAGES.test(name)) remove(join(store, name));
    for (const [owner = "", path = ""] of FOLDERS) if (name.startsWith(owner)) remove(join(store, name, path));
  }
  for (const path of readdirSync(store, { recursive: true, encoding: "utf8" })) {
    if (/\.(map|d\.[cm]?ts)$/.test(path)) remove(join(store, path));
  }
}

/** @param {string} path */
function remove(path) {
  rmSync(path, { recursive: true, force: true });
}
