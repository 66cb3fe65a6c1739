/** The time a failure stands before the next try; doubled each time. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

export interface BackOff {
  /** Does the work; too soon after a failure it rejects with that failure instead. */
  over<T>(work: () => Promise<T>): Promise<T>;
}

export function createBackOff(): BackOff {
  let pause = 0;
  let failure: { readonly error: unknown; readonly until: number } | null = null;
  return {
    async over(work) {
      if (failure !== null && performance.now() < failure.until) throw failure.error;
      try {
        const result = await work();
        [pause, failure] = [0, null];
        return result;
      } catch (error) {
        pause = Math.min(Math.max(2 * pause, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
        failure = { error, until: performance.now() + pause };
        throw error;
      }
    },
  };
}
