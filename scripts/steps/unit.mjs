import { join } from "node:path";
import { run } from "../child.mjs";
import { root, tools } from "../paths.mjs";
import { readReport, testFiles, unseen } from "./report.mjs";

/**
 * The vitest suites of these packages, or of all.
 * @param {import("../child.mjs").Environment} env
 * @param {readonly { name: string, folder: string }[]} packages
 * @returns {Promise<import("./step.mjs").Outcome>}
 */
export async function unitTests(env, packages) {
  const path = join(tools, "reports/vitest.json");
  const args = ["run", "--allowOnly=false", "--reporter=default", "--reporter=json", `--outputFile.json=${path}`];
  const projects = packages.map(({ name }) => `--project=${name}`);
  const { report, code } = await readReport(path, () =>
    run(join(root, "node_modules/.bin/vitest"), [...args, ...projects], { env, live: true }),
  );
  return tally(
    /** @type {VitestReport} */ (report),
    code,
    packages.flatMap(({ folder }) => testFiles(folder, /\.test\.tsx?$/)),
  );
}

/** @typedef {{ testResults: { name: string, status: string, assertionResults: { fullName: string, status: string }[] }[] }} VitestReport */

/**
 * @param {VitestReport} report
 * @param {number} code
 * @param {readonly string[]} files those there are
 * @returns {import("./step.mjs").Outcome}
 */
export function tally({ testResults }, code, files) {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failures = [
    ...tests.filter(({ status }) => status !== "passed").map(({ fullName, status }) => `${fullName} (${status})`),
    ...testResults
      .filter((file) => file.status === "failed" && file.assertionResults.every(passed))
      .map(({ name }) => name),
    ...unseen(
      files,
      testResults.filter((file) => file.assertionResults.length > 0).map(({ name }) => name),
    ),
  ];
  if (code !== 0 && failures.length === 0) failures.push(`vitest ended with exit code ${code}`);
  return { passed: tests.filter(passed).length, failures };
}

/** @param {{ status: string }} test */
function passed({ status }) {
  return status === "passed";
}
