import { become } from "../child.mjs";
import { provideBuild } from "../setup/build.mjs";
import { provideRedis } from "../setup/redis.mjs";

/**
 * Prints what checking a token costs, against the production build.
 * @param {import("../child.mjs").Environment} env
 * @param {readonly string[]} args
 */
export async function bench(env, args) {
  const built = await provideBuild(await provideRedis(env));
  return become("node", ["--disable-warning=ExperimentalWarning", "apps/web/bench/main.ts", ...args], built);
}
