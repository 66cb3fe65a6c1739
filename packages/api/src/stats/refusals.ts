import type { Clock } from "@curfew/auth";
import type { Reason } from "../errors/table.ts";
import { MINUTE_MS, MINUTES } from "./hour.ts";

/** How often this process refused calls in the last hour, by minute and reason. */
export interface Refusals {
  count(reason: Reason): void;
  /** What was refused in the minute that began at this time, milliseconds. */
  inMinute(start: number): Readonly<Partial<Record<Reason, number>>>;
}

export function createRefusals(clock: Clock): Refusals {
  const minutes = new Map<number, Partial<Record<Reason, number>>>();
  return {
    count(reason) {
      const start = Math.floor(clock().getTime() / MINUTE_MS) * MINUTE_MS;
      for (const old of minutes.keys()) if (old <= start - MINUTES * MINUTE_MS) minutes.delete(old);
      const minute = minutes.get(start) ?? {};
      minutes.set(start, { ...minute, [reason]: (minute[reason] ?? 0) + 1 });
    },
    inMinute: (start) => minutes.get(start) ?? {},
  };
}
