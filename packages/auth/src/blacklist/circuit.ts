/** So many failures in a row, and whatever fails counts as down. */
const FAILURES_TO_OPEN = 3;

/** Remembers how a kind of calls has fared. */
export interface Circuit {
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
export function createCircuit({ onDown, onUp }: CircuitEvents): Circuit {
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
