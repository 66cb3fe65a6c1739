import type { Clock } from "@curfew/auth";
import type { Reason } from "../errors/table.ts";
import { createMinuteBuckets } from "./minute-buckets.ts";

/** Counts the calls that this process rejected in the last hour, by minute and reason. */
export interface Rejections {
  count(reason: Reason): void;
  /** Returns the rejections of the minute that began at this time, milliseconds. */
  inMinute(start: number): Readonly<Partial<Record<Reason, number>>>;
}

export function createRejections(clock: Clock): Rejections {
  const minutes = createMinuteBuckets<Partial<Record<Reason, number>>>(clock, () => ({}));
  return {
    count(reason) {
      const minute = minutes.current();
      minute[reason] = (minute[reason] ?? 0) + 1;
    },
    inMinute: (start) => ({ ...minutes.at(start) }),
  };
}
