import type { Clock, Uptime } from "../clock.ts";

export interface TestClock {
  readonly now: Clock;
  readonly uptime: Uptime;
  /** Lets time pass; backwards too, which real time doesn't. */
  advance(by: Span): void;
  /** Sets the clock without any time passing. */
  set(by: Span): void;
}

interface Span {
  readonly seconds?: number;
  readonly milliseconds?: number;
}

/**
 * Creates a clock that stands still until it is moved. Starts at a fixed instant unless told otherwise.
 *
 * @example
 * const clock = createTestClock(new Date("2030-01-01T00:00:00Z"));
 * clock.advance({ seconds: 90 });
 * console.log(clock.now().toISOString()); // 2030-01-01T00:01:30.000Z
 */
export function createTestClock(start = new Date("2026-01-01T00:00:00.500Z")): TestClock {
  let time = start.getTime();
  let uptime = 0;
  const millisecondsOf = ({ seconds = 0, milliseconds = 0 }: Span) => seconds * 1000 + milliseconds;
  return {
    now: () => new Date(time),
    uptime: () => uptime,
    advance(by) {
      time += millisecondsOf(by);
      uptime += millisecondsOf(by);
    },
    set(by) {
      time += millisecondsOf(by);
    },
  };
}
