import type { Event } from "../account/audit.ts";
import type { AuditEvent } from "../ports.ts";
import type { Refusals } from "./refusals.ts";

export const MINUTE_MS = 60_000;
export const MINUTES = 60;

/** Which events of the audit trail make which figure. */
const FIGURES = {
  signups: ["signup"],
  logins: ["login"],
  loginsRefused: ["login_refused", "password_refused"],
  ended: [
    ...["logout", "session_ended", "session_replaced", "token_revoked", "all_sessions_ended"],
    ...["password_changed", "account_deleted", "account_suspended", "everything_ended"],
  ],
  reused: ["refresh_reused"],
} as const satisfies Record<string, readonly Event[]>;

type Figure = keyof typeof FIGURES;
type Figures = Record<Figure, number>;

const FIGURE_OF = new Map<string, Figure>(
  Object.entries(FIGURES).flatMap(([figure, types]) => types.map((type) => [type, figure as Figure] as const)),
);

/** When the hour begins that ends with the minute of `now`. */
export function hourBefore(now: Date): Date {
  return new Date((Math.floor(now.getTime() / MINUTE_MS) - MINUTES + 1) * MINUTE_MS);
}

/** The last hour, minute by minute, oldest first. */
export function seriesOf(events: readonly AuditEvent[], refusals: Refusals, since: Date) {
  const minutes = Array.from({ length: MINUTES }, (_, i) => {
    const start = since.getTime() + i * MINUTE_MS;
    return { at: new Date(start).toISOString(), ...none(), refused: refusals.inMinute(start) };
  });
  for (const { at, type } of events) {
    const minute = minutes[Math.floor((at.getTime() - since.getTime()) / MINUTE_MS)];
    const figure = FIGURE_OF.get(type);
    if (minute && figure) minute[figure] += 1;
  }
  return minutes;
}

/** What the minutes come to. */
export function totalOf(series: readonly Figures[]): Figures {
  const sum = (figure: Figure) => series.reduce((total, minute) => total + minute[figure], 0);
  const [signups, logins, loginsRefused] = [sum("signups"), sum("logins"), sum("loginsRefused")];
  return { signups, logins, loginsRefused, ended: sum("ended"), reused: sum("reused") };
}

function none(): Figures {
  return { signups: 0, logins: 0, loginsRefused: 0, ended: 0, reused: 0 };
}
