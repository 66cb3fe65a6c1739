import { become } from "../child.mjs";

/**
 * Prints what a service of millions of users takes, and holds the formulas behind it against a simulation.
 * @param {import("../child.mjs").Environment} env
 * @param {string[]} args
 */
export function simulate(env, args) {
  return become("node", ["--disable-warning=ExperimentalWarning", "tests/system/scale/main.ts", ...args], env);
}
