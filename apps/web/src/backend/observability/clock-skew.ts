import type { Clock } from "@curfew/auth";

/** Differences worth a warning, seconds. Only steps are told: the same trouble is not to come up anew each minute. */
const STEPS = [86_400, 3_600, 600, 60, 30, 10, 5, 2, 1];

/** Whose clock it is, and how much of a difference the settings accept. */
interface SkewOptions {
  readonly of: string;
  readonly toleranceSeconds: number;
}

/**
 * What an operator should do about a clock here that differs from another server's. Instances whose clocks
 * differ by more than the accepted tolerance refuse each other's new tokens. Rejects if `time` does.
 */
export async function skewAdvice(
  time: () => Promise<Date>,
  clock: Clock,
  { of, toleranceSeconds }: SkewOptions,
): Promise<readonly string[]> {
  const before = clock().getTime();
  const there = (await time()).getTime();
  const after = clock().getTime();
  const seconds = Math.max(before - there, there - after, 0) / 1000;
  const step = STEPS.find((each) => seconds > each);
  if (step === undefined) return [];
  const isBehind = there > after;
  const effect =
    seconds > toleranceSeconds
      ? `That is more than CLOCK_TOLERANCE_SECONDS accepts: instances refuse each other's new tokens.`
      : "Tokens end at the wrong time.";
  return [
    `The clocks of this machine and of ${of} differ by more than ${step} s: this one is ` +
      `${isBehind ? "behind" : "ahead"}. ${effect} Have both set by NTP.`,
  ];
}
