import { join, resolve } from "node:path";
import { run } from "../child.mjs";
import { tools, web } from "../paths.mjs";
import { printSlowest, readReport, testFiles, unseen } from "./report.mjs";

/** Which specs there are, and Playwright's projects that run them. */
const SPECS = { own: /(?<!\.(world|random))\.spec\.ts$/, world: /\.(world|random)\.spec\.ts$/ };
const PROJECTS = {
  own: ["embedded", "upstash"],
  world: ["embedded-world", "embedded-long", "upstash-world", "next-world", "serverless-world"],
};

/**
 * The browser tests, against the production build.
 * @param {import("../child.mjs").Environment} env
 * @param {keyof typeof SPECS} [which]
 * @returns {Promise<import("./step.mjs").Outcome>}
 */
export async function browserTests(env, which = "own") {
  const path = join(tools, `reports/playwright-${which}.json`);
  const withReport = { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: path };
  const projects = PROJECTS[which].map((name) => `--project=${name}`);
  const { report, code } = await readReport(path, () =>
    run(join(web, "node_modules/.bin/playwright"), ["test", "--forbid-only", "--reporter=list,json", ...projects], {
      env: withReport,
      cwd: web,
      live: true,
    }),
  );
  const { suites } = /** @type {PlaywrightReport} */ (report);
  printSlowest(suites.map((suite) => ({ name: join("apps/web/e2e", suite.file), seconds: secondsOf(suite) })));
  return tally(/** @type {PlaywrightReport} */ (report), code, testFiles("apps/web/e2e", SPECS[which]));
}

/** @typedef {{ title: string, tests: { projectName: string, status: string, results?: { duration: number }[] }[] }} Spec */
/** @typedef {{ title: string, file: string, specs?: Spec[], suites?: Suite[] }} Suite */
/** @typedef {{ config: { rootDir: string }, suites: Suite[], errors: { message?: string }[] }} PlaywrightReport */

/**
 * @param {PlaywrightReport} report
 * @param {number} code
 * @param {readonly string[]} files those there are
 * @returns {import("./step.mjs").Outcome}
 */
export function tally({ config, suites, errors }, code, files) {
  const tests = suites.flatMap((suite) => testsOf(suite, ""));
  const failures = [
    // A test that passed at the second attempt ("flaky") has failed.
    ...tests.filter(({ status }) => status !== "expected").map(({ title, status }) => `${title} (${status})`),
    ...errors.map(({ message }) => `Playwright: ${message?.split("\n")[0]}`),
    ...unseen(
      files,
      suites.filter((suite) => testsOf(suite, "").length > 0).map(({ file }) => resolve(config.rootDir, file)),
    ),
  ];
  if (code !== 0 && failures.length === 0) failures.push(`Playwright ended with exit code ${code}`);
  return { passed: tests.length - tests.filter(({ status }) => status !== "expected").length, failures };
}

/**
 * @param {Suite} suite
 * @param {string} path
 * @returns {{ title: string, status: string }[]}
 */
function testsOf(suite, path) {
  const title = path ? `${path} › ${suite.title}` : suite.title;
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.map(({ projectName, status }) => ({ title: `${title} › ${spec.title} [${projectName}]`, status })),
  );
  return [...own, ...(suite.suites ?? []).flatMap((child) => testsOf(child, title))];
}

/**
 * How long the tests of a suite took together.
 * @param {Suite} suite
 * @returns {number}
 */
function secondsOf({ specs = [], suites = [] }) {
  const results = specs.flatMap(({ tests }) => tests.flatMap((test) => test.results ?? []));
  const own = results.reduce((sum, { duration }) => sum + duration / 1000, 0);
  return suites.reduce((sum, suite) => sum + secondsOf(suite), own);
}
