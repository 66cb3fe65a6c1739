import type { Clock } from "@curfew/auth";
import type { Event } from "../audit/events.ts";
import type { AuditCounts } from "./audit-counts.ts";
import { MINUTE_MS, MINUTES, minuteOf } from "./minute-buckets.ts";
import type { Rejections } from "./rejections.ts";
import type { StoreLatency } from "./store-latency.ts";

interface Sources {
  readonly auditCounts: AuditCounts;
  readonly rejections: Rejections;
  readonly storeLatency: StoreLatency;
  readonly clock: Clock;
}

/** Which events of the audit trail make which figure. */
const FIGURES = {
  signups: ["signup"],
  logins: ["login"],
  loginsRefused: ["login_refused", "password_refused"],
  ended: [
    ...["logout", "session_ended", "session_replaced", "session_crowded_out", "token_revoked"],
    ...["other_sessions_ended", "all_sessions_ended", "everything_ended"],
    ...["password_changed", "password_reset", "account_deleted", "account_suspended"],
  ],
  reused: ["refresh_reused"],
} as const satisfies Record<string, readonly Event[]>;

type Figure = keyof typeof FIGURES;
type Figures = Record<Figure, number>;

const FIGURE_OF = new Map<string, Figure>(
  Object.entries(FIGURES).flatMap(([figure, types]) => types.map((type) => [type, figure as Figure] as const)),
);

/** Counts the last hour minute by minute, oldest first. Rejects with `DatabaseUnavailable`. */
export async function lastHour({ auditCounts, rejections, storeLatency, clock }: Sources) {
  const [counts] = await Promise.all([auditCounts.lastHour(), storeLatency.look()]);
  const since = minuteOf(clock()) - (MINUTES - 1) * MINUTE_MS;
  const minutes = Array.from({ length: MINUTES }, (_, i) => {
    const start = since + i * MINUTE_MS;
    const measured = { refused: rejections.inMinute(start), blacklist: storeLatency.inMinute(start) };
    return { at: new Date(start).toISOString(), ...none(), ...measured };
  });
  for (const { minute: start, type, count } of counts) {
    const minute = minutes[(start.getTime() - since) / MINUTE_MS];
    const figure = FIGURE_OF.get(type);
    if (minute && figure) minute[figure] += count;
  }
  return minutes;
}

/** Adds up the minutes. */
export function totalOf(series: readonly Figures[]): Figures {
  const sum = (figure: Figure) => series.reduce((total, minute) => total + minute[figure], 0);
  const [signups, logins, loginsRefused] = [sum("signups"), sum("logins"), sum("loginsRefused")];
  return { signups, logins, loginsRefused, ended: sum("ended"), reused: sum("reused") };
}

function none(): Figures {
  return { signups: 0, logins: 0, loginsRefused: 0, ended: 0, reused: 0 };
}
