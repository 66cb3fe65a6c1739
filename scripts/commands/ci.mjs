import { conclude } from "../steps/conclude.mjs";
import { runTests } from "./test.mjs";
import { runWorldTests } from "./test-world.mjs";

/**
 * Everything that can be shown: `npm test`, then `npm run test:world`, summed in one last line.
 * @param {import("../child.mjs").Environment} env
 */
export async function ci(env) {
  return conclude([...(await runTests(env, [])), ...(await runWorldTests(env))]);
}
