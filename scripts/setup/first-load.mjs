import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { Failure } from "../failure.mjs";
import { web } from "../paths.mjs";

/** @typedef {Readonly<Record<string, number>>} Sizes kB by page, gzip, rounded up */

/** The most that each page may load, `*` stands for those it doesn't name. Lower it when a page gets smaller. */
const BUDGET = join(web, "first-load.json");

const MANIFEST = "_client-reference-manifest.js";

/**
 * Measures the JavaScript that each page of a build loads at first, as its HTML names it.
 * @param {string} build a folder
 * @returns {Sizes}
 */
export function firstLoad(build) {
  const { rootMainFiles, polyfillFiles } = JSON.parse(readFileSync(join(build, "build-manifest.json"), "utf8"));
  const pages = pageManifests(join(build, "server/app")).map(({ page, entries }) => {
    const files = new Set([...rootMainFiles, ...polyfillFiles, ...Object.values(entries).flat()]);
    const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(build, file))).byteLength, 0);
    return [page, Math.ceil(bytes / 1000)];
  });
  return Object.fromEntries(pages);
}

/**
 * Returns a line for each page: what it loads and what it may.
 * @param {Sizes} sizes
 */
export function describeFirstLoad(sizes) {
  const budget = readBudget();
  const lines = Object.entries(sizes).map(
    ([page, size]) => `  ${page.padEnd(24)}${String(size).padStart(5)} kB of ${budget[page] ?? budget["*"]}`,
  );
  return ["First-load JavaScript, gzip:", ...lines].join("\n");
}

/** The names of a build's files stand in them: from build to build that makes a few bytes. */
const ROOM = 1;

/**
 * Refuses a build with a page that loads more than it may.
 * @param {Sizes} sizes
 * @param {Sizes} [budget]
 */
export function assertFirstLoad(sizes, budget = readBudget()) {
  const allowed = (/** @type {string} */ page) => budget[page] ?? budget["*"] ?? 0;
  const over = Object.entries(sizes).filter(([page, size]) => size > allowed(page) + ROOM);
  if (over.length === 0) return;
  const lines = over.map(([page, size]) => `${page} loads ${size} kB, ${allowed(page)} is recorded`);
  throw new Failure(`Pages load more JavaScript than apps/web/first-load.json allows:\n${lines.join("\n")}`);
}

/** @returns {Sizes} */
function readBudget() {
  return JSON.parse(readFileSync(BUDGET, "utf8"));
}

/**
 * Reads what each page's components for the browser are in.
 * @param {string} folder
 */
function pageManifests(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(({ name }) => name === `page${MANIFEST}`)
    .map(({ parentPath, name }) => {
      const text = readFileSync(join(parentPath, name), "utf8");
      // A script that assigns one JSON object.
      const manifest = JSON.parse(text.slice(text.indexOf("= {") + 2, text.lastIndexOf("}") + 1));
      return { page: `/${relative(folder, parentPath)}`, entries: manifest.entryJSFiles };
    })
    .filter(({ page }) => !page.startsWith("/_"))
    .sort((one, other) => one.page.localeCompare(other.page));
}
