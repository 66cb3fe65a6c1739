import type { Clock } from "../clock.ts";

export interface TestClock {
  readonly now: Clock;
  /** Moves the clock, backwards too. */
  advance(by: { readonly seconds?: number; readonly milliseconds?: number }): void;
}

/** A clock that stands still until it is moved. Starts at a fixed instant unless told otherwise. */
export function createTestClock(start = new Date("2026-01-01T00:00:00.500Z")): TestClock {
  let time = start.getTime();
  return {
    now: () => new Date(time),
    advance({ seconds = 0, milliseconds = 0 }) {
      time += seconds * 1000 + milliseconds;
    },
  };
}
