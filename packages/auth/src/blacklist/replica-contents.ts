import type { Moment, Stopwatch } from "../clock.ts";
import type { Generation } from "./checkpoint.ts";
import { generationName } from "./generation.ts";
import { key } from "./keys.ts";
import { createLogEntries } from "./log-entries.ts";
import type { BelievedTail } from "./rollback-guard.ts";
import { type BelievedSnapshot, bannedIn } from "./snapshot.ts";
import type { StoreRecord } from "./store.ts";

/** What this process holds of the store's log: its entries, the bans, and how far it was read. */
export interface ReplicaContents {
  /** Where the next reading goes on; null: at the oldest entry. */
  cursor(): string | null;
  /** Takes in one answer, which was asked along with whether these keys are banned. True if the log was read to its end. */
  take(tail: BelievedTail, startedAt: Moment, keyIds: readonly string[]): boolean;
  /** Takes in what this process wrote itself. */
  own(records: readonly StoreRecord[]): void;
  /** Shows what is held as if it were the store's; null until something was taken in. */
  snapshot(): BelievedSnapshot | null;
  prune(): void;
  clear(): void;
}

/** Creates contents that hold nothing yet. */
export function createReplicaContents(stopwatch: Stopwatch, retentionMs: () => number): ReplicaContents {
  const entries = createLogEntries(stopwatch, retentionMs);
  let generation: Generation | null = null;
  let cursor: string | null = null;
  let bans: ReadonlyMap<string, string> = new Map();
  return {
    cursor: () => cursor,
    take(tail, startedAt, keyIds) {
      const isSameStore = generation !== null && generationName(generation) === generationName(tail.generation);
      generation = tail.generation;
      bans = new Map([...bannedIn(tail, keyIds)].map((keyId) => [key.ban(keyId), keyId]));
      entries.merge(tail.entries, startedAt);
      // Another store's log counts from elsewhere: it is read from its beginning.
      const isContinued = isSameStore || cursor === null;
      cursor = isContinued ? tail.cursor : null;
      return isContinued && tail.complete;
    },
    own: entries.own,
    snapshot() {
      const value = (wanted: string) => bans.get(wanted) ?? entries.value(wanted);
      return generation && { generation, value };
    },
    prune: entries.prune,
    clear() {
      entries.clear();
      cursor = null;
    },
  };
}
