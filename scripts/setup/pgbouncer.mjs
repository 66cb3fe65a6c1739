import { aptInstall, canUseApt } from "./apt.mjs";
import { locked } from "./lock.mjs";
import { findProgram } from "./path.mjs";
import { say } from "./say.mjs";

/**
 * Sees to the pooler that stands before Postgres in a test. Where none can be had that is said, and its test fails
 * where `CI` is set.
 * @param {import("../child.mjs").Environment} env
 * @returns {Promise<import("../child.mjs").Environment>} with its place in `PGBOUNCER`, if there is one
 */
export async function providePgbouncer(env) {
  const there = () => env.PGBOUNCER ?? findProgram(["pgbouncer"], env) ?? findProgram(["pgbouncer"], { PATH: DEBIAN });
  const failure = there() === undefined ? await locked("set-up", () => install(env)) : undefined;
  const found = there();
  if (found) return { ...env, PGBOUNCER: found };
  say(`That nothing of ours stays on a pooler's sessions can't be checked, and ${failure}. Please install pgbouncer.`);
  return env;
}

/** Where Debian puts it, which isn't on everybody's path. */
const DEBIAN = "/usr/sbin";

/** @param {import("../child.mjs").Environment} env */
async function install(env) {
  if (!canUseApt(env)) return "it is not on the PATH";
  return `apt-get could not install it (${await aptInstall(["pgbouncer"], env)})`;
}
