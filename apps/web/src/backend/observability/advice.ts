import type { Warnings } from "./warnings.ts";

/** What an operator should change, in sentences. Rejects if it can't be found out now. */
export type Advice = () => Promise<readonly string[]>;

/** What all of these advise. One that can't find out leaves its last words standing. Never rejects. */
export function togetherAdvise(sources: readonly Advice[]): Advice {
  const last = sources.map((): readonly string[] => []);
  return async () => {
    await Promise.allSettled(
      sources.map(async (advise, i) => {
        last[i] = await advise();
      }),
    );
    return last.flat();
  };
}

/** The same warnings, and those that somebody else has at this moment. */
export function joined(warnings: Warnings, others: readonly (() => readonly string[])[]): Warnings {
  return { ...warnings, current: () => [...warnings.current(), ...others.flatMap((each) => each())] };
}
