import type { Series } from "./chart/series.ts";
import type { Minute } from "./stats.ts";

type Reason = keyof Minute["refused"];

const GREY = "var(--tint-6)";

/** In the order in which they are drawn; those that say little about an attack share a colour. */
const REASONS: Readonly<Record<Reason, { readonly name: string; readonly color: string }>> = {
  token_revoked: { name: "token revoked", color: "var(--tint-1)" },
  credentials_invalid: { name: "wrong email or password", color: "var(--tint-4)" },
  too_many_attempts: { name: "too many attempts", color: "var(--tint-2)" },
  token_expired: { name: "token expired", color: "var(--tint-3)" },
  token_invalid: { name: "invalid token", color: "var(--tint-5)" },
  token_missing: { name: "not logged in", color: GREY },
  password_wrong: { name: "wrong password", color: GREY },
  role_required: { name: "not an administrator", color: GREY },
  origin_refused: { name: "cross-site request", color: GREY },
  email_taken: { name: "email taken", color: GREY },
  input_invalid: { name: "invalid input", color: GREY },
  blacklist_unavailable: { name: "denylist down", color: GREY },
  not_found: { name: "not found", color: GREY },
  procedure_unknown: { name: "unknown procedure", color: GREY },
  session_changed: { name: "another session", color: GREY },
  database_unavailable: { name: "database down", color: GREY },
};

/** Adds up the series of one colour, so that what can't be told apart in a drawing is one thing there. */
export function groupedByColor(series: readonly Series[]): Series[] {
  const groups = Map.groupBy(series, ({ color }) => color);
  return [...groups].map(([color, members]) => {
    const [only] = members.length === 1 ? members : [];
    return only ?? { name: "other", color, values: sums(members) };
  });
}

function sums(series: readonly Series[]): number[] {
  return (series[0]?.values ?? []).map((_, i) => series.reduce((sum, { values }) => sum + (values[i] ?? 0), 0));
}

/** Counts the refused calls by reason. */
export function rejectionsOf(minutes: readonly Minute[]): Series[] {
  const reasons = Object.keys(REASONS) as Reason[];
  return reasons
    .map((reason) => ({ ...REASONS[reason], values: minutes.map(({ refused }) => refused[reason] ?? 0) }))
    .filter(({ values }) => values.some((value) => value > 0));
}
