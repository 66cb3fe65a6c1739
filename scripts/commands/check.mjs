import { providePnpm } from "../setup/pnpm.mjs";
import { checks } from "../steps/checks.mjs";
import { conclude } from "../steps/conclude.mjs";

/**
 * Every check that needs no server, browser or build: seconds, not minutes.
 * @param {import("../child.mjs").Environment} env
 */
export async function check(env) {
  return conclude(await checks(await providePnpm(env)));
}
