import { become } from "../child.mjs";
import { provideRedis } from "../setup/redis.mjs";

/**
 * Changes the sources of the token package in a thousand small ways, and prints which of them its tests don't notice.
 * @param {import("../child.mjs").Environment} env
 * @param {readonly string[]} groups of sources, such as `rotate`; none: all
 */
export async function mutation(env, groups) {
  const program = ["--disable-warning=ExperimentalWarning", "scripts/mutation/main.ts", ...groups];
  return become("node", program, await provideRedis(env));
}
