import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { root } from "../paths.mjs";

/**
 * Lets a runner write its report, and reads it. Throws if it wrote none.
 * @param {string} path
 * @param {() => Promise<{ code: number, output: string }>} runner
 * @returns {Promise<{ report: unknown, code: number }>}
 */
export async function readReport(path, runner) {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  const { code, output } = await runner();
  try {
    return { report: JSON.parse(readFileSync(path, "utf8")), code };
  } catch {
    throw new Error(`The runner ended with exit code ${code} and without a report. ${output}`);
  }
}

/**
 * The test files below a folder of the project.
 * @param {string} folder
 * @param {RegExp} pattern
 * @returns {string[]} absolute paths
 */
export function testFiles(folder, pattern) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name === "node_modules" || entry.name.startsWith(".")) return [];
    if (entry.isDirectory()) return testFiles(path, pattern);
    return pattern.test(entry.name) ? [join(root, path)] : [];
  });
}

/**
 * Test files that no runner has run a test of: nothing fails in them, and nothing is shown by them.
 * @param {readonly string[]} files
 * @param {readonly string[]} seen
 */
export function unseen(files, seen) {
  return files.filter((file) => !seen.includes(file)).map((file) => `${relative(root, file)} (no test of it ran)`);
}

/** So many files are named when tests are over. */
const SLOWEST = 10;

/**
 * Prints which files took longest, so that a slow test is seen when it comes in.
 * @param {readonly { name: string, seconds: number }[]} files
 */
export function printSlowest(files) {
  console.log("The slowest files:");
  for (const { name, seconds } of files.toSorted((one, other) => other.seconds - one.seconds).slice(0, SLOWEST)) {
    console.log(`${seconds.toFixed(1).padStart(8)} s  ${name}`);
  }
}
