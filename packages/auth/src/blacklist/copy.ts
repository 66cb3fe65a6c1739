import type { Clock } from "../clock.ts";
import type { SignedClaims } from "../token/claims.ts";
import type { Gate } from "./gate.ts";
import { isSameGeneration } from "./generation.ts";
import { endings, record } from "./record.ts";
import type { StoreRecord } from "./store.ts";
import { judge, type Verdict } from "./verdict.ts";
import type { StoreState } from "./witness.ts";

/** Entries a read: so many take a few milliseconds to arrive and be taken in. */
const PAGE = 2_000;

/** Stands for a value that only the store knows: no epoch equals it. */
const ASK_THE_STORE = "";

export interface CopyOptions {
  readonly gate: Gate;
  readonly clock: Clock;
  /** How old the copy may be when a request begins, milliseconds. */
  readonly maxStalenessMs: number;
  /** How long an entry can matter to an access token, milliseconds. */
  readonly retentionMs: number;
}

/**
 * This process's copy of the blacklist's log: the revocations that can still matter to an access
 * token. It is brought up to date by the request that finds it too old, once for all that wait.
 */
export interface LogCopy {
  /** A verdict that rests on the copy; null if only the store itself can tell. */
  judge(claims: SignedClaims<"access">): Promise<Verdict | null>;
  /** Takes in what this process wrote itself, so that it is in force here at once. */
  wrote(records: readonly StoreRecord[]): void;
  /** The next verdict needs a newer copy, whatever its age. */
  discard(): void;
}

export function createLogCopy({ gate, clock, maxStalenessMs, retentionMs }: CopyOptions): LogCopy {
  const entries = createEntries(retentionMs);
  let state: StoreState | null = null;
  let cursor: string | null = null;
  let update: { readonly startedAt: number; readonly done: Promise<void> } | null = null;
  let begun = 0;
  /** The last begun of the readings whose answers were taken in. */
  let newest = 0;

  const read = async (number: number, startedAt: number): Promise<void> => {
    for (let complete = false; !complete; ) {
      const tail = await gate.tail(cursor, PAGE);
      // Answers overtake each other: this one shows less than what is known by now.
      if (newest > number) return upToDate();
      newest = number;
      const sameStore = state !== null && tail.store !== null && isSameGeneration(state, tail.store);
      // Another store's log counts from elsewhere: it is read from its beginning.
      complete = tail.complete && (sameStore || cursor === null);
      cursor = sameStore || cursor === null ? tail.cursor : null;
      state = tail.store;
      entries.merge(tail.entries, startedAt);
    }
    entries.prune(startedAt);
  };

  const startUpdate = (startedAt: number) => {
    begun += 1;
    const done = read(begun, startedAt).catch((cause: unknown) => {
      if (update?.done === done) update = null;
      throw cause;
    });
    update = { startedAt, done };
    return update;
  };

  const isFresh = (at: number, now: number) => at <= now && now - at <= maxStalenessMs;

  const upToDate = async () => {
    const now = clock().getTime();
    const running = update !== null && isFresh(update.startedAt, now) ? update : startUpdate(now);
    await running.done;
  };

  return {
    wrote(records) {
      entries.own(records, clock().getTime());
    },
    discard() {
      update = null;
    },
    async judge(claims) {
      await upToDate();
      const verdict = judge(claims, { store: state, values: endings(claims).map(entries.value) });
      // These two marks are replaced, not added: the token may have been born under a newer one.
      const mayBeNewer = verdict.state === "revoked" && (verdict.by === "generation" || verdict.by === "subject");
      return mayBeNewer ? null : verdict;
    },
  };
}

function createEntries(retentionMs: number) {
  const entries = new Map<string, { readonly value: string; readonly at: number }>();
  const set = (key: string, value: string, at: number) => {
    entries.delete(key); // so that the map stays in the order of time
    entries.set(key, { value, at });
  };
  return {
    value: (key: string) => entries.get(key)?.value ?? null,
    own(records: readonly StoreRecord[], at: number) {
      // Others may replace a subject's epoch too, and in which order only the store knows.
      for (const { key, value } of records) set(key, isReplaceable(key) ? ASK_THE_STORE : value, at);
    },
    merge(log: readonly { readonly key: string; readonly value: string }[], startedAt: number) {
      for (const { key, value } of log) {
        const own = entries.get(key);
        const isOlderThanOwn = own?.value === ASK_THE_STORE && own.at >= startedAt;
        if (!isOlderThanOwn) set(key, value, startedAt);
      }
    },
    prune(now: number) {
      for (const [key, { at }] of entries) {
        if (at >= now - retentionMs) return;
        entries.delete(key);
      }
    },
  };
}

function isReplaceable(key: string): boolean {
  return key.startsWith(record.subject(""));
}
