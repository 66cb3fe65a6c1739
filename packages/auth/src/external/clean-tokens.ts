import { LRUCache } from "lru-cache";
import type { Moment, Stopwatch } from "../clock.ts";

/** When the store was asked. */
interface Asked {
  readonly at: Moment;
  /** How often something had been revoked by this process. */
  readonly revocations: number;
}

/** The tokens that a process found clean, for as long as it may rely on that. */
export interface CleanTokens {
  /** Tells what a question that is put now can answer for. */
  ask(): Asked;
  /** Notes that the store had nothing against a token when it was asked, unless this process has revoked something since. */
  note(name: string, asked: Asked): void;
  /** Tells whether a token was clean less than `maxStalenessMs` ago. */
  has(name: string): boolean;
  /** Forgets all of them: what this process revokes is in force at once. */
  forget(): void;
}

/** A few megabytes. */
const MOST = 10_000;

/** Creates a memory of clean tokens; with 0 it holds nothing. */
export function createCleanTokens(maxStalenessMs: number, stopwatch: Stopwatch): CleanTokens {
  const askedAt = new LRUCache<string, Moment>({ max: MOST });
  let revocations = 0;
  return {
    ask: () => ({ at: stopwatch.now(), revocations }),
    note(name, asked) {
      if (maxStalenessMs > 0 && asked.revocations === revocations) askedAt.set(name, asked.at);
    },
    has(name) {
      const at = askedAt.get(name);
      return at !== undefined && stopwatch.age(at) < maxStalenessMs;
    },
    forget() {
      revocations += 1;
      askedAt.clear();
    },
  };
}
