const NAME = "curfew.session";

/** How long another tab is waited for. Whatever it does keeps it no longer than a call may take; a tab may be frozen. */
const PATIENCE_MS = 5_000;

/**
 * Runs what sets or clears the session's cookies one at a time in all tabs of a browser, so that the late
 * answer of one can't undo another (Web Locks API). That is a comfort: where there are no locks, or another
 * tab doesn't let go in time, the work is done without, and the server keeps what is ended ended.
 */
export async function withSessionLock<T>(work: () => Promise<T>): Promise<T> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
  let isRunning = false;
  const run = () => {
    isRunning = true;
    clearTimeout(timer);
    return work();
  };
  try {
    return await navigator.locks.request(NAME, { signal: patience.signal }, run);
  } catch (error) {
    if (isRunning) throw error;
    return run();
  }
}
