import type { Explanation } from "./judge.ts";

/** Why these mutants may live. An entry whose mutant is gone, or noticed by now, has to go too. */
export const SURVIVORS: readonly Explanation[] = [];
