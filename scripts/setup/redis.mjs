import { Failure } from "../failure.mjs";
import { aptInstall, canUseApt } from "./apt.mjs";
import { locked } from "./lock.mjs";
import { findProgram } from "./path.mjs";

const NAMES = ["redis-server", "valkey-server"];

/**
 * Sees to a Redis or Valkey program that tests can start as many of as they like.
 * @param {import("../child.mjs").Environment} env
 * @returns {Promise<import("../child.mjs").Environment>} with its place in `REDIS_SERVER`
 */
export async function provideRedis(env) {
  const found = env.REDIS_SERVER ?? findProgram(NAMES, env);
  if (found) return { ...env, REDIS_SERVER: found };
  const failure = await locked("set-up", () => install(env));
  const installed = findProgram(NAMES, env);
  if (installed) return { ...env, REDIS_SERVER: installed };
  throw new Failure(
    `The tests need a Redis or Valkey server, and ${failure}. Please install one, or name it in REDIS_SERVER.`,
  );
}

/** @param {import("../child.mjs").Environment} env */
async function install(env) {
  if (findProgram(NAMES, env)) return "";
  if (!canUseApt(env)) return `neither ${NAMES.join(" nor ")} is on the PATH`;
  const failure = await aptInstall(["redis-server"], env);
  return `apt-get could not install it (${failure})`;
}
