import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../paths.mjs";

/**
 * A short name for the present content of these files of the project.
 * @param {readonly string[]} paths
 */
export function digest(paths) {
  const hash = createHash("sha256");
  for (const path of [...paths].sort()) {
    const content = readFileSync(join(root, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex").slice(0, 16);
}
