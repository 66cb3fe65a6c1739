import { StoreError } from "./store.ts";

/**
 * Runs `work` and rejects after `ms` milliseconds, whatever becomes of it; what has arrived by then
 * counts. `late` is aborted at that moment: work that has sent nothing by then must not send it any more.
 */
export async function withTimeout<T>(ms: number, work: (late: AbortSignal) => Promise<T>): Promise<T> {
  const late = new AbortController();
  const { promise: expiry, reject } = Promise.withResolvers<never>();
  const expire = () => {
    const error = new StoreError("The store gave no answer in time");
    late.abort(error);
    reject(error);
  };
  // Where the event loop was held, timers come before the answer that arrived meanwhile is read.
  const timer = setTimeout(() => setImmediate(expire), ms);
  try {
    return await Promise.race([work(late.signal), expiry]);
  } finally {
    clearTimeout(timer);
  }
}
