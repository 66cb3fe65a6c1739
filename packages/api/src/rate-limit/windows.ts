import type { AttemptMark, AttemptWindow } from "../database.ts";

/** Tells when none of these marks is full any more; null if none of the open windows fills one. */
export function retryAt(marks: readonly AttemptMark[], windows: readonly AttemptWindow[]): Date | null {
  const limits = new Map(marks.map(({ key, limit }) => [key, limit]));
  const full = windows.filter(({ key, failures }) => failures >= (limits.get(key) ?? Number.POSITIVE_INFINITY));
  return full.length === 0 ? null : new Date(Math.max(...full.map(({ closesAt }) => closesAt.getTime())));
}
