import type { Clock } from "../clock.ts";
import { withinDeadline, withOwnDeadline } from "./deadline.ts";
import { key } from "./keys.ts";
import { type Store, StoreError } from "./store.ts";
import { type StoreMethod, wrapStore } from "./wrap-store.ts";

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

  const questions = createCircuit({
    onDown() {
      probedAt = clock().getTime();
      observe("down");
    },
    onUp: () => observe("up"),
  });
  let isReadonly = false;
  const writes = createCircuit({
    onDown() {
      probedAt = clock().getTime();
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

  return wrapStore(store, (method, work) => call(READS.has(method) ? [questions] : [questions, writes], work));
}

/** What a store answers that takes no writes. */
const READS: ReadonlySet<StoreMethod> = new Set(["read", "tail"]);

/** So many failures in a row, and whatever fails counts as down. */
const FAILURES_TO_OPEN = 3;

/** Remembers how a kind of calls has fared. */
interface Circuit {
  isDown(): boolean;
  /** A call, numbered in the order in which they were begun, has failed. */
  failed(call: number): void;
  /** One has succeeded when this was the last that was begun. */
  succeeded(last: number): void;
  /** Takes it for down, as so many failures would. */
  open(): void;
  /** Forgets the failures, and tells nobody. */
  reset(): void;
}

interface CircuitEvents {
  readonly onDown: () => void;
  readonly onUp: () => void;
}

/** Creates one that is up. */
function createCircuit({ onDown, onUp }: CircuitEvents): Circuit {
  let failures = 0;
  /** What was begun before the last success tells nothing of now: it may have been lost in trouble that is over. */
  let outdated = 0;
  const isDown = () => failures >= FAILURES_TO_OPEN;
  return {
    isDown,
    failed(call) {
      // Stryker disable next-line EqualityOperator: differs by one call only
      if (call <= outdated) return;
      failures += 1;
      if (failures === FAILURES_TO_OPEN) onDown();
    },
    succeeded(last) {
      const wasDown = isDown();
      outdated = last;
      failures = 0;
      if (wasDown) onUp();
    },
    open() {
      if (isDown()) return;
      failures = FAILURES_TO_OPEN;
      onDown();
    },
    reset() {
      failures = 0;
    },
  };
}
