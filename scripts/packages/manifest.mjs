import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../paths.mjs";

/**
 * A package's manifest as it is kept here: sources as exports, versions from the catalog.
 * @typedef {Record<string, unknown> & { version: string, publishConfig?: { exports?: unknown, bin?: unknown } }} Manifest
 */

const FIELDS = /** @type {const} */ (["dependencies", "peerDependencies", "optionalDependencies"]);

/** The manifest as it was, for as long as the published one stands in its place. */
const KEPT = ".package.json.kept";

/**
 * Puts the manifest that npm users get in the place of the workspace's own: exports and programs lead to `dist`, and
 * versions are spelled out.
 * @param {string} folder
 */
export function publishManifest(folder) {
  const path = join(folder, "package.json");
  const manifest = readManifest(path);
  if (existsSync(join(folder, KEPT))) throw new Error(`${folder} is being packed already, or a packing was cut short`);
  copyFileSync(path, join(folder, KEPT));
  writeFileSync(path, `${JSON.stringify(published(manifest), null, 2)}\n`);
}

/**
 * Puts the workspace's own manifest back.
 * @param {string} folder
 */
export function restoreManifest(folder) {
  renameSync(join(folder, KEPT), join(folder, "package.json"));
  rmSync(join(folder, KEPT), { force: true });
}

/** @param {Manifest} manifest */
function published({ devDependencies: _dev, scripts: _scripts, private: _private, publishConfig, ...manifest }) {
  const versions = catalog();
  for (const field of FIELDS) {
    const wanted = /** @type {Record<string, string> | undefined} */ (manifest[field]);
    if (wanted === undefined) continue;
    const spelled = Object.entries(wanted).map(([name, range]) => [name, spell(name, range, versions)]);
    manifest[field] = Object.fromEntries(spelled);
  }
  return { ...manifest, ...publishConfig };
}

/**
 * @param {string} name
 * @param {string} range
 * @param {ReadonlyMap<string, string>} versions
 */
function spell(name, range, versions) {
  if (range.startsWith("workspace:")) return `^${workspaceVersion(name)}`;
  if (range !== "catalog:") return range;
  const version = versions.get(name);
  if (version === undefined) throw new Error(`the catalog has no ${name}`);
  return `^${version}`;
}

/** @param {string} name */
function workspaceVersion(name) {
  return readManifest(join(root, "packages", name.replace("@curfew/", ""), "package.json")).version;
}

/** The exact versions of `pnpm-workspace.yaml`. */
function catalog() {
  const text = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8");
  const [, block = ""] = /^catalog:\n((?: {2}.*\n)+)/m.exec(text) ?? [];
  const lines = [...block.matchAll(/^ {2}"?([^":]+)"?: (.+)$/gm)];
  return new Map(lines.map(([, name = "", version = ""]) => [name, version]));
}

/**
 * @param {string} path
 * @returns {Manifest}
 */
function readManifest(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}
