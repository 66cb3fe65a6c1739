import { readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../child.mjs";
import { root } from "../paths.mjs";
import { single, step } from "./step.mjs";

/** @typedef {import("../child.mjs").Environment} Environment */

/** Checks of the sources that are one program and one test each. */
const PROGRAMS = {
  biome: ["biome", "ci", "--colors=off", "."],
  "package boundaries": ["turbo", "boundaries"],
  "dead code": ["knip", "--no-progress", "--no-config-hints"],
};

/**
 * Every check that reads the sources without running them.
 * @param {Environment} env with pnpm on its path
 */
export async function checks(env) {
  const outcomes = [await step("types", () => types(env))];
  for (const [title, [program = "", ...args]] of Object.entries(PROGRAMS)) {
    outcomes.push(await step(title, async () => single(title, await run(bin(program), args, { env }))));
  }
  outcomes.push(
    await step("architecture", async () =>
      single("architecture", await run("node", ["scripts/architecture/main.ts"], { env })),
    ),
  );
  return outcomes;
}

/**
 * @param {Environment} env
 * @returns {Promise<import("./step.mjs").Outcome>}
 */
async function types(env) {
  const args = ["run", "typecheck", "--continue", "--summarize", "--output-logs=errors-only"];
  const { output } = await run(bin("turbo"), args, { env: { ...env, NO_COLOR: "1" } });
  const summary = /Summary:\s+(\S+\.json)/.exec(output)?.[1];
  if (!summary) throw new Error(`turbo left no summary of its run:\n${output}`);
  /** @type {{ tasks: { taskId: string, command: string, execution?: { exitCode?: number } }[] }} */
  const { tasks } = JSON.parse(readFileSync(summary, "utf8"));
  const run_ = tasks.filter(({ command }) => command !== "<NONEXISTENT>");
  const failures = run_.filter(({ execution }) => execution?.exitCode !== 0).map(({ taskId }) => taskId);
  return { passed: run_.length - failures.length, failures, output };
}

/** @param {string} name */
function bin(name) {
  return join(root, "node_modules/.bin", name);
}
