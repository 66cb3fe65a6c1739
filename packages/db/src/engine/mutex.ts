import { orAborted } from "./abort.ts";

/** A queue: one at a time, first come, first served. */
export interface Mutex {
  /** Resolves, when it is the caller's turn, to the function that ends it. Rejects if `signal` is aborted first. */
  take(signal: AbortSignal): Promise<() => void>;
  /** Tells whether anyone waits for a turn. */
  isWanted(): boolean;
}

/**
 * Makes a queue whose turns are handed over in the event loop's next round, so that a queue of synchronous work
 * holds the loop for one piece of it at a time.
 */
export function createMutex(): Mutex {
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  return {
    async take(signal) {
      const before = last;
      const turn = Promise.withResolvers<void>();
      last = turn.promise;
      const end = () => void setImmediate(turn.resolve);
      waiting += 1;
      try {
        await orAborted(before, signal);
      } catch (error) {
        void before.then(turn.resolve);
        throw error;
      } finally {
        waiting -= 1;
      }
      return end;
    },
    isWanted: () => waiting > 0,
  };
}
