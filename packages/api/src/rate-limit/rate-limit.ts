import type { Clock } from "@curfew/auth";
import type { AttemptWindow, AttemptWindows } from "../database.ts";
import type { Problem } from "../observer.ts";
import type { Limit } from "./limits.ts";
import { createLocalWindows } from "./local.ts";
import { retryAt } from "./windows.ts";

export interface RateLimitOptions {
  /** The windows that all instances share. */
  readonly windows: AttemptWindows;
  /** The time for which failed logins count. */
  readonly windowSeconds: number;
  readonly clock: Clock;
  /** Called for every question that was answered without the other instances. */
  readonly report: (problem: Problem) => void;
}

/** The standing of some limits. */
export interface Standing {
  /** Whole seconds until none of them is reached; 0 if none is. */
  readonly waitSeconds: number;
  readonly quotas: readonly Quota[];
}

/** The rest of one limit. */
export interface Quota extends Pick<Limit, "policy" | "limit" | "windowSeconds"> {
  readonly remaining: number;
  /** Whole seconds until the window closes, or would if it opened now. */
  readonly resetSeconds: number;
}

/** Counts failed attempts, and what else is limited. Always answers. */
export interface RateLimit {
  readonly windowSeconds: number;
  /** Tells how it stands with these limits. Counts nothing. */
  wait(limits: readonly Limit[]): Promise<Standing>;
  /** Counts one under every limit, all of one window's length: 0 if it was counted, else how many seconds to wait. */
  consume(limits: readonly Limit[]): Promise<number>;
}

/** The factor by which a process is stricter while it counts alone: so many others may be counting beside it. */
const STRICTER = 10;

/**
 * Counts with all other instances. A failure that can't be counted there is counted here, under a stricter
 * limit; that limit stands beside the shared one until a failure is counted by all again: where only
 * writing fails, the shared windows would go on saying that nothing is full.
 */
export function createRateLimit({ windows, windowSeconds, clock, report }: RateLimitOptions): RateLimit {
  const ownWindows = createLocalWindows();
  let isAlone = false;

  const own = async (limits: readonly Limit[], at: Date) => {
    const stricter = limits.map(strict);
    return standing(stricter, await ownWindows.open(stricter, at), at);
  };

  return {
    windowSeconds,

    async wait(limits) {
      const at = clock();
      try {
        const shared = standing(limits, await windows.open(limits, at), at);
        return isAlone ? worse(shared, await own(limits, at)) : shared;
      } catch (error) {
        report({ path: "attempts", error });
        return own(limits, at);
      }
    },

    async consume(limits) {
      const at = clock();
      const seconds = limits[0]?.windowSeconds ?? windowSeconds;
      const closesAt = new Date(at.getTime() + seconds * 1000);
      try {
        const until = await windows.count(limits, at, closesAt);
        isAlone = false;
        return secondsUntil(until, at);
      } catch (error) {
        report({ path: "attempts", error });
        isAlone = true;
        return secondsUntil(await ownWindows.count(limits.map(strict), at, closesAt), at);
      }
    },
  };
}

/** Makes the limits of guesses stricter. What succeeds is no guess: it is limited as ever. */
function strict(limit: Limit): Limit {
  const isGuess = limit.policy === "account" || limit.policy === "address";
  return isGuess ? { ...limit, limit: Math.max(1, Math.floor(limit.limit / STRICTER)) } : limit;
}

function standing(limits: readonly Limit[], windows: readonly AttemptWindow[], at: Date): Standing {
  const quotas = limits.map(({ policy, key, limit, windowSeconds }) => {
    const window = windows.find((each) => each.key === key);
    const remaining = Math.max(0, limit - (window?.failures ?? 0));
    const resetSeconds = window === undefined ? windowSeconds : secondsUntil(window.closesAt, at);
    return { policy, limit, windowSeconds, remaining, resetSeconds };
  });
  return { waitSeconds: secondsUntil(retryAt(limits, windows), at), quotas };
}

function worse(one: Standing, other: Standing): Standing {
  return other.waitSeconds > one.waitSeconds ? other : one;
}

function secondsUntil(until: Date | null, at: Date): number {
  return until === null ? 0 : Math.ceil((until.getTime() - at.getTime()) / 1000);
}
