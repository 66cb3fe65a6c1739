import { MARGIN_SECONDS } from "../clock.ts";

/**
 * Tells how long a record must stand so that it outlives everything it speaks against: what is left until
 * `until`, the tolerance with which expiry is judged, and a margin for two clocks. Milliseconds, rounded up,
 * never 0: a store takes 0 for an error or for ever, and a past absolute time for nothing to store at all.
 */
export function ttlMs(until: Date, now: Date, toleranceSeconds: number): number {
  const left = Math.max(0, until.getTime() - now.getTime());
  return Math.ceil(left + (toleranceSeconds + MARGIN_SECONDS) * 1000);
}

/** Tells how long a log entry can matter, milliseconds: an access token's whole life, however it overlaps the write. */
export function logRetentionMs(accessSeconds: number, toleranceSeconds: number): number {
  return (accessSeconds + toleranceSeconds + MARGIN_SECONDS) * 1000;
}
