import { Unavailable } from "../errors.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { CheckpointTracker } from "./checkpoint-tracker.ts";
import type { Commit } from "./revision-commit.ts";
import { newRevisionId } from "./revision-id.ts";
import {
  type BelievedSnapshot,
  createSnapshot,
  isSettled,
  isShown,
  type SettledCheckpoint,
  stateKeys,
} from "./snapshot.ts";
import { type LogEntry, type Store, StoreError, type StoreRecord, type Values } from "./store.ts";
import type { StoreRepair } from "./store-repair.ts";

export interface GuardOptions {
  /** One that keeps the deadline, and rejects with `Unavailable`. */
  readonly store: Store;
  readonly tracker: CheckpointTracker;
  readonly repair: StoreRepair["repair"];
  readonly commit: Commit;
  /** Told when reads turn out to be behind the store's own writes. */
  readonly onLag: () => void;
  /** How long an entry of the log can matter to any process, milliseconds. */
  readonly retentionMs: () => number;
}

/**
 * The only way to the store. Every question carries along what the checkpoint names; an answer that doesn't show it
 * comes from a store that lost writes, is another one, or lags, and isn't believed (TUF calls it a rollback attack).
 * Every method rejects with `Unavailable` where no answer can be believed.
 */
export interface RollbackGuard {
  read(keys: readonly string[]): Promise<BelievedSnapshot>;
  /** From the store's primary, held against a checkpoint that is read anew. `at`: the store's time, milliseconds. */
  readPrimary(keys: readonly string[]): Promise<BelievedSnapshot & { readonly at: number }>;
  tail(cursor: string | null, keys: readonly string[], limit: number): Promise<BelievedTail>;
  /** In force, and named by the checkpoint, when it resolves. */
  write(records: readonly StoreRecord[]): Promise<void>;
  exchange(record: StoreRecord, expected: string | null, keys: readonly string[]): Promise<BelievedExchange>;
}

export interface BelievedTail extends BelievedSnapshot {
  readonly entries: readonly LogEntry[];
  readonly cursor: string | null;
  readonly complete: boolean;
}

interface BelievedExchange extends BelievedSnapshot {
  /** What stands under the record's key now. */
  readonly standing: string | null;
  /** The store's time, milliseconds. */
  readonly at: number;
}

const TRIES = 4;

export function createRollbackGuard({
  store,
  tracker,
  repair,
  commit,
  onLag,
  retentionMs,
}: GuardOptions): RollbackGuard {
  let connections = store.connections();

  /** Behind a new connection may be another server, which makes what was known of the old one count for less. */
  const isReconnected = () => {
    const had = connections;
    connections = store.connections();
    return had !== connections;
  };

  /** A checkpoint that a store can be held against; what is left to be agreed on is settled first. */
  const settled = async (isFresh: boolean): Promise<SettledCheckpoint> => {
    if (isReconnected()) tracker.expire();
    for (let tries = 0; tries < TRIES; tries += 1) {
      const checkpoint = isFresh || tries > 0 ? (await tracker.fresh()).checkpoint : await tracker.recent();
      if (isSettled(checkpoint)) return checkpoint;
      await repair();
    }
    throw new Unavailable("blacklist", new StoreError("the store's generation keeps changing"));
  };

  /** Whether a checkpoint is still in force, should the answer have come over a new connection. */
  const isCurrent = async (checkpoint: Checkpoint): Promise<boolean> => {
    return !isReconnected() || (await tracker.fresh()).checkpoint.version === checkpoint.version;
  };

  /** Asks until an answer can be believed: again with what is known for certain, and then once more after a repair. */
  const believe = async <T extends { readonly values: Values }>(
    keys: readonly string[],
    isFresh: boolean,
    ask: (keys: readonly string[], isAgain: boolean) => Promise<T>,
  ): Promise<T & BelievedSnapshot> => {
    let doubted: Checkpoint | null = null;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const checkpoint = await settled(isFresh || tries > 0);
      const asked = [...stateKeys(checkpoint), ...keys];
      const answer = await ask(asked, tries > 0);
      const snapshot = createSnapshot(asked, answer.values);
      if (isShown(checkpoint, snapshot) && (await isCurrent(checkpoint))) {
        if (doubted?.version === checkpoint.version) onLag();
        return { ...answer, ...snapshot, generation: checkpoint.generation };
      }
      if (tries > 0) await repair();
      doubted = tries === 0 ? checkpoint : null;
    }
    throw new Unavailable("blacklist", new StoreError("the store doesn't show what it showed before"));
  };

  return {
    read: (keys) =>
      believe<{ readonly values: Values }>(keys, false, async (all, isAgain) =>
        isAgain ? store.readPrimary(all) : { values: await store.read(all) },
      ),
    readPrimary: (keys) => believe(keys, true, (all) => store.readPrimary(all)),
    tail: (cursor, keys, limit) => believe(keys, false, (all) => store.tail(cursor, all, limit)),
    exchange: (record, expected, keys) =>
      believe(keys, false, async (all) => {
        const { value: standing, values, at } = await store.exchange(record, expected, all);
        return { standing, values, at };
      }),
    async write(records) {
      for (let tries = 0; tries < TRIES; tries += 1) {
        const under = await settled(tries > 0);
        const revisionId = newRevisionId(under);
        const keys = stateKeys(under);
        const settledBefore = under.revision?.number ?? 0;
        const written = await store.put({
          records,
          revisionId,
          settled: settledBefore,
          keepLogMs: retentionMs(),
          keys,
        });
        const landed = { revision: { number: written.revision, id: revisionId }, under };
        const shown = isShown(under, createSnapshot(keys, written.values));
        // A write that a failover took away before anybody was answered is made again.
        if ((await commit({ ...landed, isShown: shown })) === "named") return;
      }
      throw new Unavailable("blacklist", new StoreError("the store keeps losing what is written"));
    },
  };
}
