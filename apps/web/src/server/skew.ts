import type { Clock } from "@curfew/auth";

/** Differences worth a warning, seconds. Only steps are told: the same trouble is not to come up anew each minute. */
const STEPS = [60, 10, 1];

/**
 * What an operator should do about a clock here that differs from the store's. Instances whose clocks
 * differ by more than the accepted tolerance refuse each other's new tokens. Rejects if `time` does.
 */
export async function skewAdvice(time: () => Promise<Date>, clock: Clock): Promise<readonly string[]> {
  const before = clock().getTime();
  const there = (await time()).getTime();
  const after = clock().getTime();
  const seconds = Math.max(before - there, there - after, 0) / 1000;
  const step = STEPS.find((each) => seconds > each);
  if (step === undefined) return [];
  return [
    `The clocks of this machine and of the blacklist's server differ by more than ${step} s: ` +
      "tokens end at the wrong time, and instances may refuse each other's. Have both set by NTP.",
  ];
}
