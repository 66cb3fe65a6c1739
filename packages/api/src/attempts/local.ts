import type { AttemptMark, AttemptWindows } from "../ports.ts";

interface Window {
  failures: number;
  readonly closesAt: Date;
}

/** How many windows are kept: what a caller with endless addresses can make this process remember. */
const MAX_WINDOWS = 50_000;

/** Counts in this process alone: another one knows nothing of it. What is forgotten first is what opened first. */
export function createLocalWindows(): Omit<AttemptWindows, "prune"> {
  const windows = new Map<string, Window>();

  const openWindow = (key: string, at: Date): Window | undefined => {
    const window = windows.get(key);
    if (window === undefined || window.closesAt > at) return window;
    windows.delete(key);
    return undefined;
  };

  const fullUntil = (marks: readonly AttemptMark[], at: Date): Date | null => {
    let until: Date | null = null;
    for (const { key, limit } of marks) {
      const window = openWindow(key, at);
      if (window === undefined || window.failures < limit) continue;
      if (until === null || window.closesAt > until) until = window.closesAt;
    }
    return until;
  };

  const count = (key: string, at: Date, closesAt: Date) => {
    const window = openWindow(key, at);
    if (window === undefined) windows.set(key, { failures: 1, closesAt });
    else window.failures += 1;
    if (windows.size > MAX_WINDOWS) forgetOldest(windows);
  };

  return {
    fullUntil: async (marks, at) => fullUntil(marks, at),
    async count(marks, at, closesAt) {
      const until = fullUntil(marks, at);
      if (until === null) for (const { key } of marks) count(key, at, closesAt);
      return until;
    },
  };
}

function forgetOldest(windows: Map<string, Window>): void {
  for (const key of windows.keys()) {
    windows.delete(key);
    return;
  }
}
