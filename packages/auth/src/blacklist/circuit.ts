/** So many failures in a row, and whatever fails counts as down. */
const FAILURES_TO_OPEN = 3;

/** Remembers how a kind of calls has fared. */
export interface Circuit {
  isDown(): boolean;
  failed(): void;
  succeeded(): void;
}

/** One that is up. Tells when it goes down and when it is back. */
export function createCircuit(tell: (isDown: boolean) => void): Circuit {
  let failures = 0;
  const isDown = () => failures >= FAILURES_TO_OPEN;
  return {
    isDown,
    failed() {
      failures += 1;
      if (failures === FAILURES_TO_OPEN) tell(true);
    },
    succeeded() {
      const wasDown = isDown();
      failures = 0;
      if (wasDown) tell(false);
    },
  };
}
