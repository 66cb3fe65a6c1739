import type { Fleet } from "./fleet.ts";
import { measure, median } from "./measure.ts";

/** What a fleet does a second. */
export type Rates = Readonly<Record<"refreshes" | "logouts" | "logins", number>>;

export interface Turns {
  readonly connections: number;
  readonly sessions: number;
  readonly rounds: number;
  readonly roundMs: number;
}

/** Measures all fleets in each round, so that a machine that slows down slows all of them. The first round warms up. */
export async function ratesByTurns(
  fleets: readonly Fleet[],
  { connections, sessions, rounds, roundMs }: Turns,
): Promise<Rates[]> {
  const all = fleets.map((fleet) => ({ fleet, refreshes: [] as number[], logouts: [] as number[] }));
  for (let round = 0; round <= rounds; round += 1) {
    for (const { fleet, refreshes } of all) {
      const rate = await measure(fleet.refresh, { sessions, connections, ms: roundMs });
      if (round > 0) refreshes.push(rate);
    }
  }
  const half = sessions / 2;
  for (const from of [0, half]) {
    for (const { fleet, logouts } of all) {
      logouts.push(await measure(fleet.logOut, { sessions: half, connections, from }));
    }
  }
  return all.map(({ fleet: { logins }, refreshes, logouts }) => {
    return { logins, refreshes: median(refreshes), logouts: Math.max(...logouts) };
  });
}
