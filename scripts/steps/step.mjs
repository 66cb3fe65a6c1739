/**
 * What came of a step: how many tests passed, and the names of those that did not.
 * @typedef {{ passed: number, failures: readonly string[], output?: string }} Outcome
 */

/**
 * Does a step, and prints a line about it; of a failed one also what it printed.
 * @param {string} title
 * @param {() => Promise<Outcome>} work one that throws is one failure
 * @returns {Promise<Outcome>}
 */
export async function step(title, work) {
  const began = performance.now();
  const outcome = await work().catch((error) => crash(title, error));
  const failed = outcome.failures.length > 0;
  const seconds = ((performance.now() - began) / 1000).toFixed(1).padStart(6);
  console.log(`${failed ? "FAIL" : "ok  "} ${seconds} s  ${title}`);
  if (failed && outcome.output) console.log(outcome.output.trimEnd());
  return outcome;
}

/**
 * Does a step that tests nothing and makes an environment for later ones.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<Outcome & { env: T | undefined }>} without `env` if it failed
 */
export async function provision(title, work) {
  /** @type {T | undefined} */
  let env;
  const outcome = await step(title, async () => {
    env = await work();
    return { passed: 0, failures: [] };
  });
  return { ...outcome, env };
}

/**
 * The outcome of a program that is one test, by its exit code.
 * @param {string} title
 * @param {{ code: number, output: string }} ended
 * @returns {Outcome}
 */
export function single(title, { code, output }) {
  return code === 0 ? { passed: 1, failures: [] } : { passed: 0, failures: [title], output };
}

/**
 * @param {readonly Outcome[]} outcomes
 * @returns {{ passed: number, failures: string[] }}
 */
export function total(outcomes) {
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failures: outcomes.flatMap(({ failures }) => failures),
  };
}

/**
 * @param {string} title
 * @param {unknown} error
 * @returns {Outcome}
 */
function crash(title, error) {
  return { passed: 0, failures: [title], output: error instanceof Error ? error.message : String(error) };
}
