import { AsyncLocalStorage } from "node:async_hooks";
import { withTimeout } from "./deadline.ts";
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

/** The same for work that only began in the context of another, and goes on by itself. */
export function withOwnDeadline<T>(work: () => Promise<T>): Promise<T> {
  return current.run({ active: 0, since: 0, spentMs: 0 }, work);
}

/** Asks one question within what is left of `totalMs`. Rejects with `StoreError` when that is used up. */
export async function withinDeadline<T>(totalMs: number, question: () => Promise<T>): Promise<T> {
  const budget = current.getStore();
  if (budget === undefined) return withTimeout(totalMs, question);
  const now = performance.now();
  if (budget.active === 0) budget.since = now;
  const left = totalMs - budget.spentMs - (now - budget.since);
  // Stryker disable next-line EqualityOperator: needs an exact tie on a clock of microseconds
  if (left <= 0) throw new StoreError("no time is left for another question");
  budget.active += 1;
  try {
    return await withTimeout(left, question);
  } finally {
    budget.active -= 1;
    if (budget.active === 0) budget.spentMs += performance.now() - budget.since;
  }
}
