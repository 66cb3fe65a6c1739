import type { Clock } from "@curfew/auth";

export const MINUTE_MS = 60_000;
export const MINUTES = 60;

/** Something kept for each minute of the last hour. */
export interface MinuteBuckets<T> {
  /** That of the minute it is now, made if there is none yet. */
  current(): T;
  /** That of the minute that began at this time, milliseconds. */
  at(start: number): T | undefined;
}

export function createMinuteBuckets<T>(clock: Clock, make: () => T): MinuteBuckets<T> {
  const minutes = new Map<number, T>();
  return {
    current() {
      const start = minuteOf(clock());
      const kept = minutes.get(start);
      if (kept !== undefined) return kept;
      for (const old of minutes.keys()) if (old <= start - MINUTES * MINUTE_MS) minutes.delete(old);
      const made = make();
      minutes.set(start, made);
      return made;
    },
    at: (start) => minutes.get(start),
  };
}

/** Returns when the minute of a moment began, milliseconds. */
export function minuteOf(moment: Date): number {
  return Math.floor(moment.getTime() / MINUTE_MS) * MINUTE_MS;
}
