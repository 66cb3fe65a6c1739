import type { Clock } from "../clock.ts";
import { type Circuit, createCircuit } from "./circuit.ts";
import { withinDeadline, withOwnDeadline } from "./deadline.ts";
import { key } from "./keys.ts";
import { type Store, StoreError } from "./store.ts";
import { type StoreCall, type StoreMethod, wrapStore } from "./wrap-store.ts";

/** While it is down, one call in this time is let through to see whether it is back. */
const PROBE_EVERY_MS = 250;

export interface CircuitBreakerOptions {
  readonly clock: Clock;
  /** Hard deadline of one call, and of all that share a deadline, milliseconds. */
  readonly timeoutMs: number;
  /** Told when the store goes down and when it is back; likewise of one that answers and takes no writes. */
  readonly observe: (state: "down" | "up" | "readonly" | "writable") => void;
}

/**
 * Wraps a store, so that a dead one doesn't cost every caller the deadline: once several calls in a row
 * have failed, calls are refused at once, and only now and then one of them really asks. Nothing is
 * ever asked twice, so a sick store gets fewer requests than a healthy one.
 *
 * Writes that fail say nothing about questions: a full store, or a replica, answers. Else whoever
 * takes back token after token of their own would have everybody refused. A question that is answered says
 * that a write may be tried again: it costs no deadline where somebody answers. Before a store is told to take
 * no writes it is asked one: a store that doesn't answer that either is down.
 */
export function withCircuitBreaker(store: Store, { clock, timeoutMs, observe }: CircuitBreakerOptions): Store {
  const probe = createProbe(clock);
  const questions = createCircuit({
    onDown() {
      probe.pause();
      observe("down");
    },
    onUp: () => observe("up"),
  });
  let isReadonly = false;
  const writes = createCircuit({
    onDown() {
      probe.pause();
      void withOwnDeadline(confirmReadonly);
    },
    onUp() {
      if (!isReadonly) return;
      isReadonly = false;
      observe("writable");
    },
  });

  /** Tells a store that only answers questions from one that is down. */
  const confirmReadonly = async () => {
    const isAnswering = await withinDeadline(timeoutMs, (late) => store.read([key.storeId], late)).then(
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

  let begun = 0;
  const attempt = async <T>(way: readonly Circuit[], call: StoreCall<T>): Promise<T> => {
    const number = ++begun;
    try {
      const answer = await withinDeadline(timeoutMs, call);
      for (const circuit of way) circuit.succeeded(begun);
      probe.allow();
      return answer;
    } catch (cause) {
      // Stryker disable next-line OptionalChaining,ConditionalExpression: an answer permits the next try in any case
      if (!questions.isDown()) way.at(-1)?.failed(number);
      throw cause;
    }
  };

  return wrapStore(store, (method, call) => {
    const way = READS.has(method) ? [questions] : [questions, writes];
    const isDown = way.some((circuit) => circuit.isDown());
    return isDown ? probe.run(() => attempt(way, call)) : attempt(way, call);
  });
}

/** What a store answers that takes no writes. */
const READS: ReadonlySet<StoreMethod> = new Set(["read", "tail"]);

interface Probe {
  /** Lets none through for a while. */
  pause(): void;
  /** Lets the next one through at once. */
  allow(): void;
  /** Runs a call, or rejects with `StoreError` where it isn't time for one. */
  run<T>(call: () => Promise<T>): Promise<T>;
}

/** Creates what lets one call through now and then, to see whether the store is back. */
function createProbe(clock: Clock): Probe {
  let probedAt = Number.NEGATIVE_INFINITY;
  let isProbing = false;
  return {
    pause() {
      probedAt = clock().getTime();
    },
    allow() {
      probedAt = Number.NEGATIVE_INFINITY;
    },
    async run(call) {
      const now = clock().getTime();
      const isTime = now < probedAt || now - probedAt >= PROBE_EVERY_MS;
      if (isProbing || !isTime) throw new StoreError("the store is down");
      isProbing = true;
      probedAt = now;
      try {
        return await call();
      } finally {
        isProbing = false;
      }
    },
  };
}
