import type { RefreshRecord } from "./refresh-record.ts";

/** The most exchanges a session makes in a minute: far more than any honest client needs. */
const MOST_A_MINUTE = 120;

const MINUTE_MS = 60_000;

type Exchanges = Pick<RefreshRecord, "minuteBegan" | "exchanges">;

/** Seconds until a session may exchange its token again; 0: now. */
export function waitSeconds(record: Exchanges | null, now: Date): number {
  if (record === null || !isWithinMinute(record, now) || record.exchanges < MOST_A_MINUTE) return 0;
  return Math.ceil((record.minuteBegan + MINUTE_MS - now.getTime()) / 1000);
}

/** Counts one exchange more. A minute begins with its first exchange. */
export function exchangesIn(record: Exchanges | null, now: Date): Exchanges {
  return record !== null && isWithinMinute(record, now)
    ? { minuteBegan: record.minuteBegan, exchanges: record.exchanges + 1 }
    : { minuteBegan: now.getTime(), exchanges: 1 };
}

/** A clock that was set back begins another minute. */
function isWithinMinute({ minuteBegan }: Exchanges, now: Date): boolean {
  const age = now.getTime() - minuteBegan;
  return age >= 0 && age < MINUTE_MS;
}
