import { conclude } from "../steps/conclude.mjs";
import { runTests } from "./test.mjs";
import { runWorldTests } from "./test-world.mjs";

/**
 * Everything that can be shown: `npm test`, then `npm run test:world`, summed in one last line. What is tried with chance is
 * tried four times as often as there.
 * @param {import("../child.mjs").Environment} env
 */
export async function ci(env) {
  const thorough = { CURFEW_EFFORT: "1", ...env };
  return conclude([...(await runTests(thorough, [])), ...(await runWorldTests(thorough))]);
}
