import type { Clock } from "../clock.ts";
import { spend } from "./budget.ts";
import { type Store, StoreError } from "./store.ts";

/** So many failures in a row, and the store counts as down. */
const FAILURES_TO_OPEN = 3;
/** While it is down, one call in this time is let through to see whether it is back. */
const PROBE_EVERY_MS = 250;

export interface BreakerOptions {
  readonly clock: Clock;
  /** Hard deadline of one call, and of all that share a budget, milliseconds. */
  readonly timeoutMs: number;
  /** Told when the store goes down and when it is back. */
  readonly observe: (state: "down" | "up") => void;
}

/**
 * The same store, but a dead one doesn't cost every caller the deadline: once several calls in a row
 * have failed, calls are refused at once, and only now and then one of them really asks. Nothing is
 * ever asked twice, so a sick store gets fewer requests than a healthy one.
 */
export function withBreaker(store: Store, { clock, timeoutMs, observe }: BreakerOptions): Store {
  let failures = 0;
  let probedAt = 0;
  let probing = false;

  const isDown = () => failures >= FAILURES_TO_OPEN;
  const mayProbe = (now: number) => !probing && (now < probedAt || now - probedAt >= PROBE_EVERY_MS);

  const failed = () => {
    failures += 1;
    if (failures !== FAILURES_TO_OPEN) return;
    probedAt = clock().getTime();
    observe("down");
  };
  const succeeded = () => {
    const wasDown = isDown();
    failures = 0;
    if (wasDown) observe("up");
  };

  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      const answer = await spend(timeoutMs, work);
      succeeded();
      return answer;
    } catch (cause) {
      failed();
      throw cause;
    }
  };

  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    if (!isDown()) return attempt(work);
    const now = clock().getTime();
    if (!mayProbe(now)) throw new StoreError("the store is down");
    probing = true;
    probedAt = now;
    try {
      return await attempt(work);
    } finally {
      probing = false;
    }
  };

  return {
    name: store.name,
    read: (keys) => call(() => store.read(keys)),
    put: (records) => call(() => store.put(records)),
    putIfAbsent: (record) => call(() => store.putIfAbsent(record)),
    tail: (cursor, keys, limit) => call(() => store.tail(cursor, keys, limit)),
    close: () => store.close(),
  };
}
