/** `node scripts/mutation/main.ts [group …]`: mutates the sources of `packages/auth` and scores what its tests notice. */
import { GROUPS } from "./groups.ts";
import { runGroup } from "./run.ts";
import { LEAST_PERCENT, type Mutant, score } from "./score.ts";

const all = Object.keys(GROUPS);
const chosen = process.argv.slice(2);
process.exitCode = chosen.every((name) => all.includes(name)) ? await main(chosen.length > 0 ? chosen : all) : usage();

async function main(names: readonly string[]): Promise<number> {
  const mutants: Mutant[] = [];
  for (const name of names) mutants.push(...(await runGroup(name)));
  const { scores, problems } = score(mutants);
  for (const problem of problems) console.error(problem);
  for (const { name, percent, noticed, mutants } of scores) {
    console.log(`${name.padEnd(8)} ${percent.toFixed(1).padStart(5)} %  ${noticed} of ${mutants} mutants noticed`);
  }
  console.log(`${problems.length} problems; ${LEAST_PERCENT} % are required`);
  return problems.length > 0 ? 1 : 0;
}

function usage(): number {
  console.error(`There are the groups: ${all.join(", ")}`);
  return 1;
}
