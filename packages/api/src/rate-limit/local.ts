import type { AttemptMark, AttemptWindow, AttemptWindows } from "../database.ts";
import { retryAt } from "./windows.ts";

/** The most windows that are kept: a caller with endless addresses must not fill the memory. */
const MAX_WINDOWS = 50_000;

/** Counts in this process alone: another one knows nothing of it. What is forgotten first is what opened first. */
export function createLocalWindows(): Omit<AttemptWindows, "prune"> {
  const windows = new Map<string, AttemptWindow>();

  const openWindow = (key: string, at: Date): AttemptWindow | undefined => {
    const window = windows.get(key);
    if (window === undefined || window.closesAt > at) return window;
    windows.delete(key);
    return undefined;
  };

  const open = (marks: readonly AttemptMark[], at: Date) => marks.flatMap(({ key }) => openWindow(key, at) ?? []);

  const count = (key: string, at: Date, closesAt: Date) => {
    const window = openWindow(key, at) ?? { key, failures: 0, closesAt };
    windows.set(key, { ...window, failures: window.failures + 1 });
    if (windows.size > MAX_WINDOWS) forgetOldest(windows);
  };

  return {
    open: async (marks, at) => open(marks, at),
    async count(marks, at, closesAt) {
      const until = retryAt(marks, open(marks, at));
      if (until === null) for (const { key } of marks) count(key, at, closesAt);
      return until;
    },
  };
}

function forgetOldest(windows: Map<string, AttemptWindow>): void {
  for (const key of windows.keys()) {
    windows.delete(key);
    return;
  }
}
