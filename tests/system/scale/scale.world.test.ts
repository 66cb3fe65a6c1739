import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { type Figure, figuresOf } from "./formulas.ts";
import { SIMULATED } from "./loads.ts";
import { simulate } from "./simulation.ts";
import { scaleTable } from "./table.ts";

const DAY_SECONDS = 86_400;
const SEED = 2;

test("the formulas of scale agree with a simulation", async () => {
  const worked = figuresOf(SIMULATED);
  const counted = await simulate(SIMULATED, 24 * DAY_SECONDS, SEED);
  for (const name of Object.keys(worked) as Figure[]) {
    expect(counted[name] / worked[name], name).toBeGreaterThan(0.9);
    expect(counted[name] / worked[name], name).toBeLessThan(1.1);
  }
}, 60_000);

test("the document's figures are the formulas'", async () => {
  expect(await readFile(new URL("../../../docs/scale.md", import.meta.url), "utf8")).toContain(scaleTable());
});
