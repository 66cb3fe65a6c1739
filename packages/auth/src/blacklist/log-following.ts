import type { Moment, Stopwatch } from "../clock.ts";
import { generationName } from "./generation.ts";
import type { RollbackGuard } from "./rollback-guard.ts";
import { FOLLOWERS_KEY, REVISION_KEY } from "./store.ts";

/** How often a process that follows the log says so. */
const RENEW_EVERY_MS = 30_000;

/** The log has held every write since the store's first. */
const ALWAYS = "0";

/**
 * Keeps the store writing its log, and knows since when it has done so without a gap. Writers append to the log only
 * while a record says that somebody follows it; the record holds the store's time when the log began.
 */
export interface Following {
  /** Says that this process follows the log, where that wasn't said lately. */
  renew(): Promise<void>;
  /** Takes in what stands in the followers' record; null: the log has a gap. */
  saw(record: string | null): void;
  /** Whether the log holds all that can matter to an access token. */
  isComplete(): boolean;
  reset(): void;
}

/** Creates what says to the store that this process follows its log. */
export function createFollowing(guard: RollbackGuard, stopwatch: Stopwatch, retentionMs: () => number): Following {
  let since: string | null = null;
  let renewedAt: Moment | null = null;
  /** The store's time at a moment of ours. */
  let anchor: { readonly at: number; readonly moment: Moment } | null = null;

  const put = async (value: string, expected: string | null) => {
    const moment = stopwatch.now();
    const record = { key: FOLLOWERS_KEY, value, lifetimeMs: retentionMs() };
    const answer = await guard.exchange(record, expected, [REVISION_KEY]);
    anchor = { at: answer.at, moment };
    return answer;
  };

  /**
   * From now on everything is logged. If nothing was written before, the log lacks nothing at all, whoever began it; but
   * what a store was given back, it never logged.
   */
  const begin = async () => {
    const { at } = await guard.readPrimary([]);
    const { standing, value, generation } = await put(String(at), null);
    since =
      generation.line === generationName(generation) && value(REVISION_KEY) === null
        ? (await put(ALWAYS, standing)).standing
        : standing;
  };

  return {
    async renew() {
      if (renewedAt !== null && stopwatch.age(renewedAt) < RENEW_EVERY_MS) return;
      const moment = stopwatch.now();
      const isThere = since !== null && (await put(since, since)).standing === since;
      if (!isThere) await begin();
      renewedAt = moment;
    },
    saw(record) {
      if (record === since) return;
      since = record;
      if (record === null) renewedAt = null;
    },
    isComplete() {
      if (since === null || anchor === null) return false;
      if (since === ALWAYS) return true;
      return anchor.at + stopwatch.age(anchor.moment) - Number(since) >= retentionMs();
    },
    reset() {
      [since, renewedAt, anchor] = [null, null, null];
    },
  };
}
