/** Two clocks, the app's and the store's, may differ by this much before a record dies too early. */
export const MARGIN_SECONDS = 60;

/**
 * How long a record must stand so that it outlives everything it speaks against: what is left until
 * `until`, the tolerance with which expiry is judged, and the margin. Milliseconds, rounded up, never
 * 0: a store takes 0 for an error or for ever, and a past absolute time for nothing to store at all.
 */
export function lifetimeMs(until: Date, now: Date, toleranceSeconds: number): number {
  const left = Math.max(0, until.getTime() - now.getTime());
  return Math.ceil(left + (toleranceSeconds + MARGIN_SECONDS) * 1000);
}
