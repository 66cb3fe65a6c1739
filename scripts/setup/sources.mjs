import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "../paths.mjs";
import { digest } from "./digest.mjs";

const ROOT_INPUTS = ["package.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", "tsconfig.base.json", "turbo.json"];
const NOT_INPUTS = ["node_modules", "test", "e2e", "bench", "soak", "coverage", "test-results", "playwright-report"];

/** A name for the present sources: all that can make a difference to a build. */
export function sourceDigest() {
  return digest([...ROOT_INPUTS, ...sourcesBelow("apps"), ...sourcesBelow("packages"), ...documents()]);
}

/** The documents that are pages of the app. */
function documents() {
  const below = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8", withFileTypes: true });
  const files = below
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
  return ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", ...files.sort()];
}

/**
 * The files below a folder that can make a difference to a build.
 * @param {string} folder
 * @returns {string[]}
 */
function sourcesBelow(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".") || NOT_INPUTS.includes(entry.name)) return [];
    if (entry.isDirectory()) return sourcesBelow(path);
    return /\.(md|tsbuildinfo)$|^next-env\.d\.ts$|^(vitest|playwright)\.config\.ts$/.test(entry.name) ? [] : [path];
  });
}
