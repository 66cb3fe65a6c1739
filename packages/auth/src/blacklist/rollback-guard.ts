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

/** Creates the only way to a store. */
export function createRollbackGuard(options: GuardOptions): RollbackGuard {
  const { store } = options;
  const services = { ...options, isReconnected: createReconnectWatch(store) };
  return {
    read: (keys) =>
      believe<{ readonly values: Values }>(services, keys, {
        first: async (all) => ({ values: await store.read(all) }),
        again: (all) => store.readPrimary(all),
      }),
    readPrimary: (keys) => believe(services, keys, { first: (all) => store.readPrimary(all), isFresh: true }),
    tail: (cursor, keys, limit) => believe(services, keys, { first: (all) => store.tail(cursor, all, limit) }),
    exchange: (record, expected, keys) =>
      believe(services, keys, {
        async first(all) {
          const { value: standing, values, at } = await store.exchange(record, expected, all);
          return { standing, values, at };
        },
      }),
    write: (records) => write(services, records),
  };
}

interface GuardServices extends GuardOptions {
  /** Whether there is another connection than when this was asked the last time. */
  readonly isReconnected: () => boolean;
}

/** Behind a new connection may be another server, which makes what was known of the old one count for less. */
function createReconnectWatch(store: Store): () => boolean {
  let connections = store.connections();
  return () => {
    const had = connections;
    connections = store.connections();
    return had !== connections;
  };
}

/** Finds a checkpoint that a store can be held against; what is left to be agreed on is settled first. */
async function settle(
  { tracker, repair, isReconnected }: GuardServices,
  { isFresh }: { readonly isFresh: boolean },
): Promise<SettledCheckpoint> {
  if (isReconnected()) tracker.expire();
  for (let tries = 0; tries < TRIES; tries += 1) {
    const checkpoint = isFresh || tries > 0 ? (await tracker.fresh()).checkpoint : await tracker.recent();
    if (isSettled(checkpoint)) return checkpoint;
    await repair();
  }
  throw new Unavailable("blacklist", new StoreError("the store's generation keeps changing"));
}

/** A question to the store. */
interface Question<T> {
  readonly first: (keys: readonly string[]) => Promise<T>;
  /** How it is asked after an answer that can't be believed; default: as at first. */
  readonly again?: (keys: readonly string[]) => Promise<T>;
  /** Whether the first answer is held against a checkpoint that is read anew already. */
  readonly isFresh?: boolean;
}

/** Asks until an answer can be believed: again with what is known for certain, and then once more after a repair. */
async function believe<T extends { readonly values: Values }>(
  services: GuardServices,
  keys: readonly string[],
  { first, again = first, isFresh = false }: Question<T>,
): Promise<T & BelievedSnapshot> {
  let doubted: Checkpoint | null = null;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const checkpoint = await settle(services, { isFresh: isFresh || tries > 0 });
    const all = [...stateKeys(checkpoint), ...keys];
    const answer = await (tries > 0 ? again(all) : first(all));
    const snapshot = createSnapshot(all, answer.values);
    if (isShown(checkpoint, snapshot) && (await isCurrent(services, checkpoint))) {
      if (doubted?.version === checkpoint.version) services.onLag();
      return { ...answer, ...snapshot, generation: checkpoint.generation };
    }
    if (tries > 0) await services.repair();
    doubted = tries === 0 ? checkpoint : null;
  }
  throw new Unavailable("blacklist", new StoreError("the store doesn't show what it showed before"));
}

/** Whether a checkpoint is still in force, should the answer have come over a new connection. */
async function isCurrent({ tracker, isReconnected }: GuardServices, checkpoint: Checkpoint): Promise<boolean> {
  return !isReconnected() || (await tracker.fresh()).checkpoint.version === checkpoint.version;
}

async function write(services: GuardServices, records: readonly StoreRecord[]): Promise<void> {
  const { store, commit, retentionMs } = services;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const under = await settle(services, { isFresh: tries > 0 });
    const revisionId = newRevisionId(under);
    const keys = stateKeys(under);
    const settled = under.revision?.number ?? 0;
    const written = await store.put({ records, revisionId, settled, keepLogMs: retentionMs(), keys });
    const revision = { number: written.revision, id: revisionId };
    // A write that a failover took away before anybody was answered is made again.
    const landed = { revision, under, isShown: isShown(under, createSnapshot(keys, written.values)) };
    if ((await commit(landed)) === "named") return;
  }
  throw new Unavailable("blacklist", new StoreError("the store keeps losing what is written"));
}
