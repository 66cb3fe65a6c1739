import { createHistogram, type Histogram } from "node:perf_hooks";
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

/** Creates the measurement, without any yet. */
export function createStoreLatency(clock: Clock, size: Size): StoreLatency {
  const minutes = createMinuteBuckets(clock, () => ({
    durations: createHistogram(SCALE),
    records: null as number | null,
  }));
  return {
    took: (milliseconds) => minutes.current().durations.record(microseconds(milliseconds)),
    async look() {
      const records = await size().catch(() => null);
      if (records !== null) minutes.current().records = records;
    },
    inMinute(start) {
      const { durations, records = null } = minutes.at(start) ?? {};
      return {
        questions: durations?.count ?? 0,
        p50: percentile(durations, 50),
        p95: percentile(durations, 95),
        records,
      };
    },
  };
}

/** From a microsecond to a minute, to one significant digit of precision: what is kept stays small. */
const SCALE = { lowest: 1, highest: 60_000_000, figures: 1 } as const;

/** Puts a duration on the scale, which holds whole microseconds. */
function microseconds(milliseconds: number): number {
  return Math.min(Math.max(Math.round(milliseconds * 1_000), SCALE.lowest), SCALE.highest);
}

function percentile(durations: Histogram | undefined, percent: number): number | null {
  return durations === undefined || durations.count === 0 ? null : durations.percentile(percent) / 1_000;
}
