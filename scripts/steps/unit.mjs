import { availableParallelism } from "node:os";
import { join, relative } from "node:path";
import { run } from "../child.mjs";
import { root, tools } from "../paths.mjs";
import { WORLD_TEST } from "../workspace.mjs";
import { printSlowest, readReport, testFiles, unseen } from "./report.mjs";

/**
 * Which test files there are: those that need other people's software have a command of their own. It also repeats those
 * that try things with chance, ten times as often, and those of the database on Postgres.
 */
const FILES = { own: /(?<!\.world)\.test\.tsx?$/, world: WORLD_TEST };
const CHOICE = {
  own: ["--exclude=**/*.world.test.ts"],
  world: [".world.test.ts", ".random.test.ts", "packages/db/test/"],
};
const SETTINGS = {
  own: { CURFEW_EFFORT: "0.1", CURFEW_DATABASE: "sqlite" },
  world: { CURFEW_EFFORT: "1", CURFEW_DATABASE: "postgres" },
};

/**
 * The vitest suites of these packages.
 * @param {import("../child.mjs").Environment} env
 * @param {readonly { name: string, folder: string }[]} packages
 * @param {keyof typeof FILES} [which]
 * @returns {Promise<import("./step.mjs").Outcome>}
 */
export async function unitTests(env, packages, which = "own") {
  const path = join(tools, `reports/vitest-${which}.json`);
  const args = ["run", "--allowOnly=false", "--reporter=default", "--reporter=json", `--outputFile.json=${path}`];
  const projects = packages.map(({ name }) => `--project=${name}`);
  const vitest = join(root, "node_modules/.bin/vitest");
  const { report, code } = await readReport(path, () =>
    run(vitest, [...args, ...projects, ...CHOICE[which]], {
      env: { ...SETTINGS[which], ...tuned(env) },
      live: true,
    }),
  );
  const files = packages.map(({ name, folder }) => ({ name, files: testFiles(folder, FILES[which]) }));
  const { testResults } = /** @type {VitestReport} */ (report);
  printSlowest(
    testResults.map(({ name, startTime, endTime }) => ({
      name: relative(root, name),
      seconds: (endTime - startTime) / 1000,
    })),
  );
  return tally(/** @type {VitestReport} */ (report), code, files);
}

/**
 * Two workers more than processors: half of the tests wait for servers. And vitest colours what it writes to a file.
 * @param {import("../child.mjs").Environment} env
 */
function tuned(env) {
  const workers = { ...env, VITEST_MAX_WORKERS: String(availableParallelism() + 2) };
  return process.stdout.isTTY ? workers : { ...workers, NO_COLOR: "1" };
}

/** @typedef {{ name: string, status: string, startTime: number, endTime: number, assertionResults: { fullName: string, status: string }[] }} TestFile */
/** @typedef {{ testResults: TestFile[] }} VitestReport */

/**
 * @param {VitestReport} report
 * @param {number} code
 * @param {readonly { name: string, files: string[] }[]} packages with the test files there are
 * @returns {import("./step.mjs").Outcome}
 */
export function tally({ testResults }, code, packages) {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const broken = testResults.filter((file) => file.status === "failed" && file.assertionResults.every(isPassed));
  const seen = testResults.filter((file) => file.assertionResults.length > 0 || broken.includes(file));
  const failures = [
    ...tests.filter((test) => !isPassed(test)).map(({ fullName, status }) => `${fullName} (${status})`),
    ...broken.map(({ name }) => name),
    ...unseen(
      packages.flatMap(({ files }) => files),
      seen.map(({ name }) => name),
    ),
    ...packages.filter(({ files }) => files.length === 0).map(({ name }) => `${name} (no tests)`),
  ];
  if (code !== 0 && failures.length === 0) failures.push(`vitest ended with exit code ${code}`);
  return { passed: tests.filter(isPassed).length, failures };
}

/** @param {{ status: string }} test */
function isPassed({ status }) {
  return status === "passed";
}
