import type { Clock } from "@curfew/auth";
import type { AuditTrail, EventCount } from "../database.ts";
import { MINUTE_MS, MINUTES, minuteOf } from "./minute-buckets.ts";

/** The span of one query: a trail that an attacker fills must not block the database, or this process. */
const SPAN_MS = 5 * MINUTE_MS;

/** After so long a minute doesn't change any more, whatever the clocks of the instances differ by. */
const SETTLED_MS = MINUTE_MS;

/** The last hour of the audit trail, counted. */
export interface AuditCounts {
  /** Rejects with `DatabaseUnavailable`. */
  lastHour(): Promise<readonly EventCount[]>;
}

/** Keeps what it has counted, so that each minute that is over is asked about once. */
export function createAuditCounts(audit: AuditTrail, clock: Clock): AuditCounts {
  let kept: readonly EventCount[] = [];
  let keptUntil = 0;

  const ask = async (from: number, until: number) => {
    const found: EventCount[] = [];
    for (let at = from; at < until; at += SPAN_MS) {
      found.push(...(await audit.counts(new Date(at), new Date(Math.min(at + SPAN_MS, until)))));
    }
    return found;
  };

  const lastHour = async () => {
    const end = minuteOf(clock()) + MINUTE_MS;
    const since = end - MINUTES * MINUTE_MS;
    const settled = Math.max(since, end - MINUTE_MS - SETTLED_MS);
    // A clock that was set back leaves nothing to build on.
    if (keptUntil < since || keptUntil > settled) [kept, keptUntil] = [[], since];
    const past = [...kept, ...(await ask(keptUntil, settled))].filter(({ minute }) => minute.getTime() >= since);
    [kept, keptUntil] = [past, settled];
    return [...past, ...(await ask(settled, end))];
  };

  let underWay: Promise<readonly EventCount[]> | null = null;
  return {
    lastHour() {
      underWay ??= lastHour().finally(() => {
        underWay = null;
      });
      return underWay;
    },
  };
}
