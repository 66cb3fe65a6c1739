import { readdirSync } from "node:fs";
import { join } from "node:path";

const NEVER = ["node_modules", "coverage", "test-results", "playwright-report"];

/** The files below a folder of the project whose names match, from the project's folder, sorted. */
export function filesBelow(root: string, folder: string, name: RegExp): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith(".") && !NEVER.includes(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(root, path, name);
      return name.test(entry.name) ? [path] : [];
    })
    .sort();
}
