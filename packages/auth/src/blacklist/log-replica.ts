import type { Moment, Stopwatch } from "../clock.ts";
import type { SignedClaims } from "../token/claims.ts";
import { key } from "./keys.ts";
import { createFollowing } from "./log-following.ts";
import { createReplicaContents } from "./replica-contents.ts";
import type { RollbackGuard } from "./rollback-guard.ts";
import { type Checked, checkStatus, isReplaceable } from "./status.ts";
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
  check(claims: SignedClaims<"access">, maxStalenessMs: number): Promise<Checked | null>;
  /** Takes in what this process wrote itself, so that it is in force here at once. */
  wrote(records: readonly StoreRecord[]): void;
  /** The next status needs a newer replica, whatever its age. */
  discard(): void;
}

/** Creates a replica that holds nothing yet. */
export function createLogReplica(options: LogReplicaOptions): LogReplica {
  const { guard, stopwatch, retentionMs, keyIds } = options;
  const contents = createReplicaContents(stopwatch, retentionMs);
  const following = createFollowing(guard, stopwatch, retentionMs);
  let update: { readonly startedAt: Moment; readonly done: Promise<void> } | null = null;
  let begun = 0;
  /** The last begun of the readings whose answers were taken in. */
  let newest = 0;

  const read = async (number: number, startedAt: Moment, maxStalenessMs: number): Promise<void> => {
    await following.renew();
    for (let complete = false; !complete; ) {
      const kids = keyIds();
      const tail = await guard.tail(contents.cursor(), [FOLLOWERS_KEY, ...kids.map(key.ban)], PAGE);
      // Answers overtake each other: this one shows less than what is known by now.
      if (newest > number) return void (await upToDate(maxStalenessMs));
      newest = number;
      following.saw(tail.value(FOLLOWERS_KEY));
      complete = contents.take(tail, startedAt, kids);
    }
    contents.prune();
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
    const ageMs = update === null ? Number.POSITIVE_INFINITY : stopwatch.age(update.startedAt);
    // One of the two clocks was set, or stood still: how old anything is that is held here, nobody knows.
    if (update !== null && ageMs === Number.POSITIVE_INFINITY) {
      contents.clear();
      following.reset();
    }
    const running = update !== null && ageMs <= maxStalenessMs ? update : startUpdate(maxStalenessMs);
    await running.done;
    return running.startedAt;
  };

  return {
    wrote: contents.own,
    discard() {
      update = null;
    },
    async check(claims, maxStalenessMs) {
      const readAt = await upToDate(maxStalenessMs);
      const snapshot = following.isComplete() ? contents.snapshot() : null;
      const status = snapshot && checkStatus(claims, snapshot);
      return status === null || isReplaceable(status) ? null : { status, evidenceAgeMs: stopwatch.age(readAt) };
    },
  };
}
