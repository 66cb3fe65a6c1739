import { become } from "../child.mjs";
import { provideRedis } from "../setup/redis.mjs";

const PROGRAMS = ["packages/auth/bench/main.ts", "apps/web/bench/main.ts"];

/**
 * Prints what checking a token costs: in the process, and over HTTP.
 * @param {import("../child.mjs").Environment} env
 */
export async function bench(env) {
  const withRedis = await provideRedis(env);
  for (const program of PROGRAMS) {
    const code = await become("node", ["--disable-warning=ExperimentalWarning", program], withRedis);
    if (code !== 0) return code;
  }
  return 0;
}
