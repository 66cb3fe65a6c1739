import type { Moment, Stopwatch } from "../clock.ts";
import type { SignedClaims } from "../token/claims.ts";
import type { Generation } from "./checkpoint.ts";
import { generationName } from "./generation.ts";
import { key } from "./keys.ts";
import { createLogEntries } from "./log-entries.ts";
import { createFollowing } from "./log-following.ts";
import type { BelievedTail, RollbackGuard } from "./rollback-guard.ts";
import { checkStatus, isReplaceable, type RevocationStatus } from "./status.ts";
import { FOLLOWERS_KEY, type StoreRecord } from "./store.ts";

/** Entries a read: so many take a few milliseconds to arrive and be taken in. */
const PAGE = 2_000;

export interface LogReplicaOptions {
  readonly guard: RollbackGuard;
  readonly stopwatch: Stopwatch;
  /** How long an entry can matter to an access token, milliseconds. */
  readonly retentionMs: () => number;
  /** The keys that tokens are accepted of: whether they are banned is asked along. */
  readonly keyIds: () => readonly string[];
}

/**
 * This process's replica of the blacklist's log: the revocations that can still matter to an access
 * token. It is brought up to date by the request that finds it too old, once for all that wait.
 */
export interface LogReplica {
  /** Checks a token by the replica, which is at most so old when this is called; null if only the store itself can tell. */
  check(claims: SignedClaims<"access">, maxStalenessMs: number): Promise<RevocationStatus | null>;
  /** Takes in what this process wrote itself, so that it is in force here at once. */
  wrote(records: readonly StoreRecord[]): void;
  /** The next status needs a newer replica, whatever its age. */
  discard(): void;
}

export function createLogReplica(options: LogReplicaOptions): LogReplica {
  const { guard, stopwatch, retentionMs, keyIds } = options;
  const entries = createLogEntries(stopwatch, retentionMs);
  const following = createFollowing(guard, stopwatch, retentionMs);
  let generation: Generation | null = null;
  let cursor: string | null = null;
  let bans: ReadonlySet<string> = new Set();
  let update: { readonly startedAt: Moment; readonly done: Promise<void> } | null = null;
  let begun = 0;
  /** The last begun of the readings whose answers were taken in. */
  let newest = 0;

  const forget = () => {
    entries.clear();
    following.reset();
    cursor = null;
  };

  /** Takes in one answer. True if the log was read to its end. */
  const take = (tail: BelievedTail, startedAt: Moment, kids: readonly string[]): boolean => {
    const isSameStore = generation !== null && generationName(generation) === generationName(tail.generation);
    generation = tail.generation;
    bans = new Set(kids.filter((kid) => tail.value(key.ban(kid)) !== null));
    following.saw(tail.value(FOLLOWERS_KEY));
    entries.merge(tail.entries, startedAt);
    // Another store's log counts from elsewhere: it is read from its beginning.
    const isContinued = isSameStore || cursor === null;
    cursor = isContinued ? tail.cursor : null;
    return isContinued && tail.complete;
  };

  const read = async (number: number, startedAt: Moment, maxStalenessMs: number): Promise<void> => {
    await following.renew();
    for (let complete = false; !complete; ) {
      const kids = keyIds();
      const tail = await guard.tail(cursor, [FOLLOWERS_KEY, ...kids.map(key.ban)], PAGE);
      // Answers overtake each other: this one shows less than what is known by now.
      if (newest > number) return upToDate(maxStalenessMs);
      newest = number;
      complete = take(tail, startedAt, kids);
    }
    entries.prune();
  };

  const startUpdate = (maxStalenessMs: number) => {
    const startedAt = stopwatch.now();
    begun += 1;
    const done = read(begun, startedAt, maxStalenessMs).catch((cause: unknown) => {
      if (update?.done === done) update = null;
      throw cause;
    });
    update = { startedAt, done };
    return update;
  };

  const upToDate = async (maxStalenessMs: number) => {
    // One of the two clocks was set, or stood still: how old anything is that is held here, nobody knows.
    if (update !== null && stopwatch.age(update.startedAt) === Number.POSITIVE_INFINITY) forget();
    const isFresh = update !== null && stopwatch.age(update.startedAt) <= maxStalenessMs;
    const running = isFresh && update !== null ? update : startUpdate(maxStalenessMs);
    await running.done;
  };

  return {
    wrote: (records) => entries.own(records),
    discard() {
      update = null;
    },
    async check(claims, maxStalenessMs) {
      await upToDate(maxStalenessMs);
      if (generation === null || !following.isComplete()) return null;
      const value = (wanted: string) => (wanted === key.ban(claims.keyId) ? banned(claims) : entries.value(wanted));
      const status = checkStatus(claims, { generation, value });
      return isReplaceable(status) ? null : status;
    },
  };

  function banned({ keyId }: SignedClaims): string | null {
    return bans.has(keyId) ? keyId : null;
  }
}
