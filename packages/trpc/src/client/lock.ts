/** Runs work when no other tab of this browser does any under the same lock. */
export type TabLock = <T>(work: () => Promise<T>) => Promise<T>;

export interface TabLockOptions {
  readonly name: string;
  /**
   * How long another tab is waited for. Whatever it does keeps it no longer than a call may take; a tab may be frozen.
   * Default 5,000.
   */
  readonly patienceMs?: number;
}

/**
 * Creates a lock for what sets or clears the session's cookies: done one at a time in all tabs of a browser, the late
 * answer of one can't undo another (Web Locks API). It is a comfort: where there are no locks, or another
 * tab doesn't let go in time, the work is done without, and the server keeps ended sessions ended.
 *
 * @example
 * const lock = createTabLock({ name: "app.session" });
 * console.log(await lock(async () => "done")); // done
 */
export function createTabLock({ name, patienceMs = 5_000 }: TabLockOptions): TabLock {
  return async (work) => {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), patienceMs);
    let isRunning = false;
    const run = () => {
      isRunning = true;
      clearTimeout(timer);
      return work();
    };
    try {
      return await navigator.locks.request(name, { signal: patience.signal }, run);
    } catch (error) {
      if (isRunning) throw error;
      return run();
    }
  };
}
