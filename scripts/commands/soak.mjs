import { join } from "node:path";
import { become } from "../child.mjs";
import { Failure } from "../failure.mjs";
import { root } from "../paths.mjs";
import { provideBuild } from "../setup/build.mjs";
import { provideRedis } from "../setup/redis.mjs";

const CONFIG = "tests/system/soak/vitest.config.ts";

/**
 * Minutes of hostile load on both stores, an hour of it unless told otherwise.
 * @param {import("../child.mjs").Environment} env
 * @param {string[]} args
 */
export async function soak(env, [minutes = "60"]) {
  if (!(Number(minutes) > 0)) throw new Failure("Usage: npm run soak -- [minutes]");
  const ready = await provideBuild(await provideRedis(env));
  const vitest = join(root, "node_modules/.bin/vitest");
  return become(vitest, ["run", `--config=${CONFIG}`], { ...ready, CURFEW_SOAK_MINUTES: minutes });
}
