import type { Clock } from "@curfew/auth";
import { createMinuteBuckets } from "./minute-buckets.ts";

/** Measures the blacklist's store as this process meets it, minute by minute of the last hour. */
export interface StoreLatency {
  /** Notes how long one answer took, milliseconds. */
  took(milliseconds: number): void;
  /** Notes how many records there are now. A store that can't be asked leaves things as they are. */
  look(): Promise<void>;
  /** Returns the measurements of the minute that began at this time, milliseconds. */
  inMinute(start: number): Measured;
}

/** The measurements of one minute. @public: the inferred types of `AppRouter` name it. */
export interface Measured {
  /** Questions that were answered, or given up. */
  readonly questions: number;
  /** Median and 95th percentile of their durations, milliseconds, at most a tenth too high; null if there were none. */
  readonly p50: number | null;
  readonly p95: number | null;
  /** Records in the store; null if they were not counted. */
  readonly records: number | null;
}

/** Resolves with the number of records in the store; null if it can't tell cheaply. */
export type Size = () => Promise<number | null>;

export function createStoreLatency(clock: Clock, size: Size): StoreLatency {
  const minutes = createMinuteBuckets(clock, () => ({
    steps: new Map<number, number>(),
    records: null as number | null,
  }));
  return {
    took(milliseconds) {
      const { steps } = minutes.current();
      const step = stepOf(milliseconds);
      steps.set(step, (steps.get(step) ?? 0) + 1);
    },
    async look() {
      const records = await size().catch(() => null);
      if (records !== null) minutes.current().records = records;
    },
    inMinute(start) {
      const { steps = new Map<number, number>(), records = null } = minutes.at(start) ?? {};
      const questions = [...steps.values()].reduce((sum, count) => sum + count, 0);
      return { questions, p50: quantile(steps, questions * 0.5), p95: quantile(steps, questions * 0.95), records };
    },
  };
}

const FIRST_MS = 0.001;
const GROWTH = 1.1;
/** Up to a minute in not quite two hundred steps: what is kept stays small however many questions there are. */
const LAST = 190;

/** Finds the step on a scale where each is a tenth above the one before. */
function stepOf(milliseconds: number): number {
  const step = Math.ceil(Math.log(milliseconds / FIRST_MS) / Math.log(GROWTH));
  return Math.min(Math.max(step, 0), LAST);
}

/** Finds the upper end of the step that holds the `rank`th smallest. */
function quantile(steps: ReadonlyMap<number, number>, rank: number): number | null {
  let below = 0;
  for (const [step, count] of [...steps].sort(([a], [b]) => a - b)) {
    below += count;
    if (below >= rank) return FIRST_MS * GROWTH ** step;
  }
  return null;
}
