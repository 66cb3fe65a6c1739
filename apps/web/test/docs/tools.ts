import { spawnSync } from "node:child_process";

/**
 * Whether a program that an example needs is there. In CI it has to be; elsewhere one line says loudly what wasn't run.
 */
export function hasProgram(name: string): boolean {
  if (spawnSync(name, ["--version"]).status === 0) return true;
  const problem = `${name} is not on the PATH: the examples that use it were NOT run`;
  if (process.env.CI) throw new Error(problem);
  process.stderr.write(`\n!!! ${problem} !!!\n`);
  return false;
}
