import type { Clock } from "@curfew/auth";
import type { AttemptMark, Attempts } from "../ports.ts";

export interface LocalAttemptsOptions {
  readonly windowSeconds: number;
  readonly clock: Clock;
}

interface Window {
  failures: number;
  readonly closesAt: number;
}

/** How many windows are kept: what a caller with endless addresses can make this process remember. */
const MAX_WINDOWS = 50_000;

/** Counts in this process alone. Another process knows nothing of it. */
export function createLocalAttempts({ windowSeconds, clock }: LocalAttemptsOptions): Attempts {
  // In the order they were opened, and with that in the order they close.
  const windows = new Map<string, Window>();

  const openWindow = (key: string, now: number): Window | undefined => {
    const window = windows.get(key);
    if (window === undefined || window.closesAt > now) return window;
    windows.delete(key);
    return undefined;
  };

  const waitMs = (marks: readonly AttemptMark[], now: number) => {
    return Math.max(
      0,
      ...marks.map(({ key, limit }) => {
        const window = openWindow(key, now);
        return window === undefined || window.failures < limit ? 0 : window.closesAt - now;
      }),
    );
  };

  const count = (key: string, now: number) => {
    const window = openWindow(key, now);
    if (window !== undefined) {
      window.failures += 1;
      return;
    }
    windows.set(key, { failures: 1, closesAt: now + windowSeconds * 1000 });
    if (windows.size > MAX_WINDOWS) forgetOldest(windows);
  };

  return {
    async wait(marks) {
      return toSeconds(waitMs(marks, clock().getTime()));
    },
    async fail(marks) {
      const now = clock().getTime();
      const wait = waitMs(marks, now);
      if (wait === 0) for (const { key } of marks) count(key, now);
      return toSeconds(wait);
    },
  };
}

function forgetOldest(windows: Map<string, Window>): void {
  for (const key of windows.keys()) {
    windows.delete(key);
    return;
  }
}

function toSeconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}
