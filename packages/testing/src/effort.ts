/** How much of what is tried with chance is tried: 1 for all of it. `npm test` tries a tenth. */
export const EFFORT = Number(process.env.CURFEW_EFFORT ?? 1);

/** Returns how many repetitions to make where a full effort makes so many. */
export function times(count: number): number {
  return Math.ceil(count * EFFORT);
}
