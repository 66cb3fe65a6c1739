import type { Clock } from "@curfew/auth";
import type { Problem } from "../observer.ts";
import type { AttemptMark, AttemptWindows } from "../ports.ts";
import { createLocalWindows } from "./local.ts";

export interface AttemptsOptions {
  /** Where all instances count. */
  readonly windows: AttemptWindows;
  readonly windowSeconds: number;
  readonly clock: Clock;
  /** Told of every question that was answered without the other instances. */
  readonly report: (problem: Problem) => void;
}

/** Counts failed attempts. Always answers. */
export interface Attempts {
  /** Whole seconds until none of the marks is full, 0 if none is. Counts nothing. */
  wait(marks: readonly AttemptMark[]): Promise<number>;
  /** Counts one failure under every mark: 0 if it was counted, else as `wait` says, and it was not. */
  fail(marks: readonly AttemptMark[]): Promise<number>;
}

/** How many times stricter a process is while it counts alone: so many may be counting beside it. */
const STRICTER = 10;

/**
 * Counts with all other instances. A failure that can't be counted there is counted here, under a stricter
 * limit; that limit stands beside the shared one until a failure is counted by all again: where only
 * writing fails, the shared windows would go on saying that nothing is full.
 */
export function createAttempts({ windows, windowSeconds, clock, report }: AttemptsOptions): Attempts {
  const ownWindows = createLocalWindows();
  let isAlone = false;

  const ownWait = async (marks: readonly AttemptMark[], at: Date) =>
    secondsUntil(await ownWindows.fullUntil(marks.map(strict), at), at);

  return {
    async wait(marks) {
      const at = clock();
      try {
        const seconds = secondsUntil(await windows.fullUntil(marks, at), at);
        return isAlone ? Math.max(seconds, await ownWait(marks, at)) : seconds;
      } catch (error) {
        report({ path: "attempts", error });
        return ownWait(marks, at);
      }
    },

    async fail(marks) {
      const at = clock();
      const closesAt = new Date(at.getTime() + windowSeconds * 1000);
      try {
        const until = await windows.count(marks, at, closesAt);
        isAlone = false;
        return secondsUntil(until, at);
      } catch (error) {
        report({ path: "attempts", error });
        isAlone = true;
        return secondsUntil(await ownWindows.count(marks.map(strict), at, closesAt), at);
      }
    },
  };
}

function strict({ key, limit }: AttemptMark): AttemptMark {
  return { key, limit: Math.max(1, Math.floor(limit / STRICTER)) };
}

function secondsUntil(until: Date | null, at: Date): number {
  return until === null ? 0 : Math.ceil((until.getTime() - at.getTime()) / 1000);
}
