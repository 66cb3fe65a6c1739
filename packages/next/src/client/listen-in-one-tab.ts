export interface ListenInOneTabOptions {
  /** Names the lock by which the tabs agree on one. */
  readonly name: string;
  /** Opens a stream, and resolves when it has ended, for whatever reason. Must not reject. */
  readonly listen: (signal: AbortSignal) => Promise<void>;
  /** After how many milliseconds a stream that has ended is opened again. Default 3,000. */
  readonly pauseMs?: number;
}

/**
 * Keeps a stream open in one tab of a browser, for all of them: over HTTP/1.1 a stream in each would use up the few
 * connections a browser opens to one host. Where tabs can't agree on one, each has its own. Returns how to stop.
 *
 * @example
 * const stop = listenInOneTab({
 *   name: "app.watch",
 *   listen: async (signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
 * });
 * stop();
 */
export function listenInOneTab({ name, listen, pauseMs = 3_000 }: ListenInOneTabOptions): () => void {
  const over = new AbortController();
  const run = async () => {
    while (!over.signal.aborted) {
      await listen(over.signal);
      if (!over.signal.aborted) await pause(pauseMs, over.signal);
    }
  };
  void alone(name, run, over.signal).catch(() => {});
  return () => over.abort();
}

/** Runs `work` when no other tab does, or at once where there are no locks. */
async function alone(name: string, work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  let isRunning = false;
  const run = () => {
    isRunning = true;
    return work();
  };
  try {
    await navigator.locks.request(name, { signal }, run);
  } catch {
    if (!isRunning && !signal.aborted) await run();
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
