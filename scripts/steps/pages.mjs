import { Failure } from "../failure.mjs";
import { provideBrowser } from "../setup/browser.mjs";
import { provideBuild } from "../setup/build.mjs";
import { browserTests } from "./e2e.mjs";
import { provision, step } from "./step.mjs";

/** @typedef {import("../child.mjs").Environment} Environment */
/** @typedef {import("./step.mjs").Outcome} Outcome */
/** @typedef {Promise<Outcome & { env: Environment | undefined }>} Provision */

/**
 * Begins to see to what the browser tests need, while other things are done.
 * @param {Environment} tools
 * @param {Promise<unknown>} before that has to be done first
 */
export function providePages(tools, before) {
  return {
    build: provision("production build", () => provideBuild(tools)),
    // Debian's package manager does one thing at a time.
    chromium: before.then(() => provision("chromium", () => provideBrowser(tools))),
  };
}

/**
 * Runs the browser tests once everything is there.
 * @param {Environment} env
 * @param {{ build: Provision, chromium: Provision }} needs
 * @param {"own" | "world"} [which]
 * @returns {Promise<Outcome[]>}
 */
export async function testPages(env, needs, which = "own") {
  const [build, chromium] = [await needs.build, await needs.chromium];
  const tests = await step("browser tests", async () => {
    if (!build.env || !chromium.env) throw new Failure("Not run: what they need is missing.");
    return browserTests({ ...env, ...chromium.env, ...build.env }, which);
  });
  return [build, chromium, tests];
}
