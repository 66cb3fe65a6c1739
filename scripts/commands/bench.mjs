import { become } from "../child.mjs";
import { provideRedis } from "../setup/redis.mjs";

const PROGRAMS = ["packages/auth/bench/main.ts", "apps/web/bench/main.ts", "apps/web/bench/rates/main.ts"];

/**
 * Prints what checking a token costs, in the process and over HTTP, and how many refreshes and logouts there can be. With the
 * folder of another checkout the latter are compared with it.
 * @param {import("../child.mjs").Environment} env
 * @param {string[]} args
 */
export async function bench(env, args) {
  const withRedis = await provideRedis(env);
  for (const program of PROGRAMS) {
    const code = await become("node", ["--disable-warning=ExperimentalWarning", program, ...args], withRedis);
    if (code !== 0) return code;
  }
  return 0;
}
