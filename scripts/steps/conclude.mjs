import { total } from "./step.mjs";

/**
 * Names what failed, prints the sum as the last line, and answers the exit code. That nothing ran is a failure too.
 * @param {readonly import("./step.mjs").Outcome[]} outcomes
 */
export function conclude(outcomes) {
  const { passed, failures } = total(outcomes);
  if (failures.length > 0) console.log(`\nFailed:\n${failures.map((name) => `  - ${name}`).join("\n")}\n`);
  console.log(`${passed} passed, ${failures.length} failed`);
  return failures.length > 0 || passed === 0 ? 1 : 0;
}
