import { aptInstall, canUseApt } from "./apt.mjs";
import { locked } from "./lock.mjs";
import { findProgram } from "./path.mjs";
import { say } from "./say.mjs";

/**
 * Sees to Prometheus's checker of alert rules. Where none can be had the rules are checked by their form alone: that is
 * said, and their test fails where `CI` is set.
 * @param {import("../child.mjs").Environment} env
 * @returns {Promise<import("../child.mjs").Environment>} with its place in `PROMTOOL`, if there is one
 */
export async function providePromtool(env) {
  const there = () => env.PROMTOOL ?? findProgram(["promtool"], env);
  const failure = there() === undefined ? await locked("set-up", () => install(env)) : undefined;
  const found = there();
  if (found) return { ...env, PROMTOOL: found };
  say(`The alert rules in ops/prometheus can't be checked by promtool, and ${failure}. Please install prometheus.`);
  return env;
}

/** @param {import("../child.mjs").Environment} env */
async function install(env) {
  if (!canUseApt(env)) return "it is not on the PATH";
  return `apt-get could not install it (${await aptInstall(["prometheus"], env)})`;
}
