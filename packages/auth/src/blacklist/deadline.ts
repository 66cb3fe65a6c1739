import { AsyncLocalStorage } from "node:async_hooks";
import { StoreError } from "./store.ts";

/**
 * What an answer may cost that depends on the blacklist: its questions together, not each of them,
 * keep the deadline. Time in which none is under way doesn't count.
 */
interface Deadline {
  active: number;
  since: number;
  spentMs: number;
}

const current = new AsyncLocalStorage<Deadline>();

/** Runs work whose questions to the blacklist share one deadline. Work that is already part of such shares that. */
export function withDeadline<T>(work: () => Promise<T>): Promise<T> {
  return current.getStore() === undefined ? withOwnDeadline(work) : work();
}

/** Does the same for work that only began in the context of another, and goes on by itself. */
export function withOwnDeadline<T>(work: () => Promise<T>): Promise<T> {
  return current.run({ active: 0, since: 0, spentMs: 0 }, work);
}

/** Asks one question within what is left of `totalMs`. Rejects with `StoreError` when that is used up. */
export async function withinDeadline<T>(totalMs: number, question: (late: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = current.getStore();
  if (deadline === undefined) return withTimeout(totalMs, question);
  const now = performance.now();
  if (deadline.active === 0) deadline.since = now;
  const left = totalMs - deadline.spentMs - (now - deadline.since);
  // Stryker disable next-line EqualityOperator: needs an exact tie on a clock of microseconds
  if (left <= 0) throw new StoreError("no time is left for another question");
  deadline.active += 1;
  try {
    return await withTimeout(left, question);
  } finally {
    deadline.active -= 1;
    if (deadline.active === 0) deadline.spentMs += performance.now() - deadline.since;
  }
}

/**
 * Runs `work` and rejects after `ms` milliseconds, whatever becomes of it; what has arrived by then
 * counts. `late` is aborted at that moment: work that has sent nothing by then must not send it any more.
 */
export function withTimeout<T>(ms: number, work: (late: AbortSignal) => Promise<T>): Promise<T> {
  // One promise and no race: this is run for every token.
  return new Promise<T>((resolve, reject) => {
    const late = new AbortController();
    const expire = () => {
      const error = new StoreError("The store gave no answer in time");
      late.abort(error);
      reject(error);
    };
    // Where the event loop was held, timers come before the answer that arrived meanwhile is read.
    const timer = setTimeout(() => setImmediate(expire), ms);
    const fail = (cause: unknown) => {
      clearTimeout(timer);
      reject(cause);
    };
    try {
      work(late.signal).then((answer) => {
        clearTimeout(timer);
        resolve(answer);
      }, fail);
    } catch (cause) {
      fail(cause);
    }
  });
}

/** Runs `work` under its caller's deadline; where that has none, under one of `ms` milliseconds. */
export function underDeadline<T>(
  late: AbortSignal | undefined,
  ms: number,
  work: (late: AbortSignal) => Promise<T>,
): Promise<T> {
  return late === undefined ? withTimeout(ms, work) : work(late);
}
