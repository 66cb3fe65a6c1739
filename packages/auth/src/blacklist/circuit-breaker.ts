import type { Clock } from "../clock.ts";
import { withinDeadline, withOwnDeadline } from "./budget.ts";
import { type Circuit, createCircuit } from "./circuit.ts";
import { key } from "./keys.ts";
import { type Store, StoreError } from "./store.ts";

/** While it is down, one call in this time is let through to see whether it is back. */
const PROBE_EVERY_MS = 250;

export interface CircuitBreakerOptions {
  readonly clock: Clock;
  /** Hard deadline of one call, and of all that share a budget, milliseconds. */
  readonly timeoutMs: number;
  /** Told when the store goes down and when it is back; likewise of one that answers and takes no writes. */
  readonly observe: (state: "down" | "up" | "readonly" | "writable") => void;
}

/**
 * The same store, but a dead one doesn't cost every caller the deadline: once several calls in a row
 * have failed, calls are refused at once, and only now and then one of them really asks. Nothing is
 * ever asked twice, so a sick store gets fewer requests than a healthy one.
 *
 * Writes that fail say nothing about questions: a full store, or a replica, answers. Else whoever
 * takes back token after token of their own would have everybody refused. A question that is answered says
 * that a write may be tried again: it costs no deadline where somebody answers. Before a store is told to take
 * no writes it is asked one: a store that doesn't answer that either is down.
 */
export function withCircuitBreaker(store: Store, { clock, timeoutMs, observe }: CircuitBreakerOptions): Store {
  let probedAt = Number.NEGATIVE_INFINITY;
  let probing = false;
  let begun = 0;

  const questions = createCircuit((isDown) => {
    if (isDown) probedAt = clock().getTime();
    observe(isDown ? "down" : "up");
  });
  let isReadonly = false;
  const writes = createCircuit((isDown) => {
    if (isDown) {
      probedAt = clock().getTime();
      void withOwnDeadline(confirmReadonly);
    } else if (isReadonly) {
      isReadonly = false;
      observe("writable");
    }
  });

  /** Tells a store that only answers questions from one that is down. */
  const confirmReadonly = async () => {
    const isAnswering = await withinDeadline(timeoutMs, () => store.read([key.storeId])).then(
      () => true,
      () => false,
    );
    if (!writes.isDown()) return;
    if (isAnswering) {
      isReadonly = true;
      observe("readonly");
    } else {
      writes.reset();
      questions.open();
    }
  };

  const mayProbe = (now: number) => !probing && (now < probedAt || now - probedAt >= PROBE_EVERY_MS);

  const attempt = async <T>(way: readonly Circuit[], work: () => Promise<T>): Promise<T> => {
    const number = ++begun;
    try {
      const answer = await withinDeadline(timeoutMs, work);
      for (const circuit of way) circuit.succeeded(begun);
      probedAt = Number.NEGATIVE_INFINITY;
      return answer;
    } catch (cause) {
      // Stryker disable next-line OptionalChaining,ConditionalExpression: an answer permits the next try in any case
      if (!questions.isDown()) way.at(-1)?.failed(number);
      throw cause;
    }
  };

  const call = async <T>(way: readonly Circuit[], work: () => Promise<T>): Promise<T> => {
    if (!way.some((circuit) => circuit.isDown())) return attempt(way, work);
    const now = clock().getTime();
    if (!mayProbe(now)) throw new StoreError("the store is down");
    probing = true;
    probedAt = now;
    try {
      return await attempt(way, work);
    } finally {
      probing = false;
    }
  };

  const ask = <T>(work: () => Promise<T>) => call([questions], work);
  const write = <T>(work: () => Promise<T>) => call([questions, writes], work);

  return {
    name: store.name,
    setting: store.setting,
    connections: () => store.connections(),
    read: (keys) => ask(() => store.read(keys)),
    readPrimary: (keys) => write(() => store.readPrimary(keys)),
    put: (records) => write(() => store.put(records)),
    exchange: (record, expected, keys) => write(() => store.exchange(record, expected, keys)),
    tail: (cursor, keys, limit) => ask(() => store.tail(cursor, keys, limit)),
    // Stryker disable next-line ArrowFunction: the owner closes the store itself
    close: () => store.close(),
  };
}
