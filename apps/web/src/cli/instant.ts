import { UsageError } from "./arguments.ts";
import type { Options } from "./options.ts";

/** Reads the moment that an option names; null if it was not given. Throws `UsageError` if it names none. */
export function momentOf(name: "since" | "until", options: Options, now: Date): Date | null {
  const text = options[name];
  if (text === undefined) return null;
  const moment = readMoment(text, now);
  if (moment !== null) return moment;
  throw new UsageError(`--${name} takes 90m (s, m, h, d) before now, 12:03, 2026-11-30 or an ISO 8601 time, in UTC.`);
}

const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Reads `90m` (s, m, h, d) before now, `12:03` of today, `2026-11-30`, or an ISO 8601 time. What names no
 * zone is UTC. Null for anything else.
 */
export function readMoment(text: string, now: Date): Date | null {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return new Date(now.getTime() - Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]);
  const [whole, day = now.toISOString().slice(0, 10), time = "00:00", zone = "Z"] = ISO.exec(text) ?? [];
  const moment = new Date(`${day}T${time}${zone}`);
  return whole && isDay(day) && !Number.isNaN(moment.getTime()) ? moment : null;
}

/** A day, a time, or both with a zone (ISO 8601). */
const ISO = /^(?:(\d{4}-\d\d-\d\d)(?:(?=T\d)T|$))?(?:(\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/;

/** `Date` takes February 30 for March 2. */
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
