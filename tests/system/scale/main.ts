import { type Figure, figuresOf } from "./formulas.ts";
import { SIMULATED } from "./loads.ts";
import { simulate } from "./simulation.ts";
import { scaleTable } from "./table.ts";

const DAY_SECONDS = 86_400;
const SIMULATED_DAYS = 60;
const SEED = Number(process.argv[2] ?? 1);

/** Formulas and simulation agree if no figure differs by more. */
const TOLERATED = 0.1;

console.log(scaleTable());
console.log(`\nThe formulas against ${SIMULATED_DAYS} simulated days of ${SIMULATED.users} users, seed ${SEED}`);
const worked = figuresOf(SIMULATED);
const counted = await simulate(SIMULATED, SIMULATED_DAYS * DAY_SECONDS, SEED);
for (const name of Object.keys(worked) as Figure[]) {
  const ratio = counted[name] / worked[name];
  const columns = [worked[name], counted[name]].map((figure) => figure.toPrecision(3).padStart(10));
  console.log(`  ${name.padEnd(16)}${columns.join("")}   × ${ratio.toFixed(3)}`);
  if (Math.abs(ratio - 1) > TOLERATED) process.exitCode = 1;
}
