export type Contestant = readonly [name: string, run: () => Promise<unknown>];

/**
 * Times contestants in turn, round by round in one process, so that a machine that slows down slows
 * all of them. Returns the median microseconds of one call; what counts are the ratios.
 */
export async function race(contestants: readonly Contestant[], rounds: number, callsPerRound: number) {
  const times = new Map(contestants.map(([name]) => [name, [] as number[]]));
  for (let round = -1; round < rounds; round += 1) {
    for (const [name, run] of contestants) {
      const startedAt = performance.now();
      for (let call = 0; call < callsPerRound; call += 1) await run();
      const perCall = ((performance.now() - startedAt) * 1000) / callsPerRound;
      if (round >= 0) times.get(name)?.push(perCall); // the first round warms up
    }
  }
  return contestants.map(([name]) => ({ name, microseconds: median(times.get(name) ?? []) }));
}

/** Prints each contestant against the first. */
export function print(
  title: string,
  results: readonly { readonly name: string; readonly microseconds: number }[],
): void {
  const base = results[0]?.microseconds ?? Number.NaN;
  console.log(`\n${title}`);
  for (const { name, microseconds } of results) {
    const ratio = (microseconds / base).toFixed(2);
    console.log(`  ${name.padEnd(48)} ${microseconds.toFixed(1).padStart(9)} µs   × ${ratio}`);
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
