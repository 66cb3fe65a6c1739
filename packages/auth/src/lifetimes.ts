/** All in seconds, whole and positive unless said otherwise. */
export interface Lifetimes {
  readonly accessSeconds: number;
  /** Idle: a refresh token not used for so long dies. */
  readonly refreshSeconds: number;
  /** Absolute: nothing of a session outlives it. */
  readonly sessionSeconds: number;
  /** How long the immediate predecessor of a refresh token still answers, 0 to 30. */
  readonly graceSeconds: number;
  /** Accepted difference of clocks, 0 to 60. */
  readonly toleranceSeconds: number;
}

/** An access token of ten minutes, a refresh token of 14 days, a session of 90 days. */
export const DEFAULT_LIFETIMES: Lifetimes = {
  accessSeconds: 600,
  refreshSeconds: 1_209_600,
  sessionSeconds: 7_776_000,
  graceSeconds: 10,
  toleranceSeconds: 5,
};

/** Throws `RangeError` with every lifetime that makes no sense. */
export function checkLifetimes(lifetimes: Lifetimes): Lifetimes {
  const ranges = {
    accessSeconds: [1, 86_400],
    refreshSeconds: [1, 34_560_000],
    sessionSeconds: [1, 315_360_000],
    graceSeconds: [0, 30],
    toleranceSeconds: [0, 60],
  } as const;
  const problems = Object.entries(ranges).flatMap(([name, [least, most]]) => {
    const value = lifetimes[name as keyof typeof ranges];
    const fits = Number.isInteger(value) && value >= least && value <= most;
    return fits ? [] : [`${name} must be a whole number from ${least} to ${most}`];
  });
  if (problems.length > 0) throw new RangeError(problems.join("; "));
  return lifetimes;
}

/** Tells how long after its signing a token can be accepted at most, by the clock that it was signed by; seconds. */
export function longestSeconds({ accessSeconds, refreshSeconds, sessionSeconds, toleranceSeconds }: Lifetimes): number {
  return Math.min(Math.max(accessSeconds, refreshSeconds), sessionSeconds) + toleranceSeconds;
}
