import { EFFORT, times } from "@curfew/testing/effort";

/** How long what is repeated may go on, milliseconds. */
const PATIENCE_MS = 45_000;

/** Counts up to so many repetitions; on a busy machine only as far as the time reaches, if that is enough. */
export function* rounds(most: number, isEnough: () => boolean = () => true): Generator<number> {
  const end = performance.now() + PATIENCE_MS * EFFORT;
  for (let round = 0; round < times(most); round += 1) {
    if (performance.now() > end && isEnough()) return;
    yield round;
  }
}

/** Chance that can be had again: the same seed gives the same numbers. */
export interface Chance {
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number;
  oneOf<T>(choices: readonly T[]): T;
  /** Chance of its own for somebody who acts beside others: who comes first must not change the numbers. */
  split(): Chance;
}

/** A new seed, which it prints; or the one that is given as `CURFEW_SEED`, to have an earlier run again. */
export function seedOf(what: string): number {
  const seed = Number(process.env.CURFEW_SEED ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`${what}: CURFEW_SEED=${seed}`);
  return seed;
}

export function createChance(what: string): Chance {
  return chanceFrom(seedOf(what));
}

function chanceFrom(seed: number): Chance {
  let state = seed;
  // Mulberry32: small, and even enough to choose moments by.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    between,
    oneOf<T>(choices: readonly T[]): T {
      if (choices.length === 0) throw new RangeError("there is nothing to choose from");
      return choices[between(0, choices.length - 1)] as T;
    },
    split: () => chanceFrom(between(0, 2 ** 31)),
  };
}
