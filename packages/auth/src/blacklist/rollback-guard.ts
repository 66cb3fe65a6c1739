import type { Clock } from "../clock.ts";
import { Unavailable } from "../errors.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { isNotedLater, noteKeys } from "./checkpoint-note.ts";
import type { CheckpointTracker } from "./checkpoint-tracker.ts";
import { type JournalRow, journalRows } from "./journal.ts";
import { key } from "./keys.ts";
import type { Commit } from "./revision-commit.ts";
import { newRevisionId } from "./revision-id.ts";
import {
  type BelievedSnapshot,
  createSnapshot,
  isSettled,
  isShown,
  type SettledCheckpoint,
  type Snapshot,
  stateKeys,
} from "./snapshot.ts";
import { inSpace, spaceOf } from "./space.ts";
import { type LogEntry, type Store, StoreError, type StoreRecord, type Values } from "./store.ts";
import type { StoreRepair } from "./store-repair.ts";

export interface GuardOptions {
  /** One that keeps the deadline, and rejects with `Unavailable`. */
  readonly store: Store;
  readonly tracker: CheckpointTracker;
  readonly repair: StoreRepair["repair"];
  readonly follow: StoreRepair["follow"];
  readonly commit: Commit;
  readonly clock: Clock;
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
  /** Counts a write, as of which the journal holds what stands under this key, and names it as `write` does. */
  journal(standing: JournaledKey): Promise<void>;
  exchange(record: StoreRecord, expected: string | null, keys: readonly string[]): Promise<BelievedExchange>;
}

export interface BelievedTail extends BelievedSnapshot {
  readonly entries: readonly LogEntry[];
  readonly cursor: string | null;
  readonly complete: boolean;
}

/** A key whose record the journal is to hold. */
interface JournaledKey {
  readonly key: string;
  readonly until: Date;
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
  const services = { ...options, isReconnected: createReconnectWatch(store), looked: { at: Number.NEGATIVE_INFINITY } };
  return {
    read: (keys) =>
      believe<{ readonly values: Values }>(services, keys, {
        first: async (all) => ({ values: await store.read(all) }),
        again: (all) => store.readPrimary(all),
      }),
    async readPrimary(keys) {
      const ask = () => {
        const question = { first: (all: readonly string[]) => store.readPrimary(all), isFresh: true };
        return believe(services, [...keys, ...noteKeys(services.tracker)], question);
      };
      const answer = await ask();
      return (await isDatabaseBehind(services, answer)) ? ask() : answer;
    },
    tail: (cursor, keys, limit) =>
      believe(services, keys, {
        async first(all, space) {
          const tail = await store.tail({ space, cursor, keys: all, limit });
          const entries = tail.entries.map((entry) => ({ ...entry, key: entry.key.slice(space.length) }));
          return { ...tail, entries };
        },
      }),
    exchange: (record, expected, keys) =>
      believe(services, keys, {
        async first(all, space) {
          const spaced = { ...record, key: inSpace(space, record.key) };
          const { value: standing, values, at } = await store.exchange(spaced, expected, all);
          return { standing, values, at };
        },
      }),
    write: (records) => write(services, { records, rowsOf: (landed) => journalRows(records, landed.at, landed) }),
    journal: ({ key, until }) =>
      write(services, {
        keys: [key],
        rowsOf({ snapshot, generation, revision }) {
          const value = snapshot.value(key);
          return value === null ? [] : [{ key, value, until, generation, revision }];
        },
      }),
  };
}

interface GuardServices extends GuardOptions {
  /** When it was last looked whether the database knows less than the store. */
  readonly looked: { at: number };
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

/** A question to the store, in the space of a generation. */
interface Question<T> {
  readonly first: (keys: readonly string[], space: string) => Promise<T>;
  /** How it is asked after an answer that can't be believed; default: as at first. */
  readonly again?: (keys: readonly string[], space: string) => Promise<T>;
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
    const space = spaceOf(checkpoint.generation);
    const names = [...stateKeys(checkpoint), ...keys];
    const all = names.map((name) => inSpace(space, name));
    const answer = await (tries > 0 ? again(all, space) : first(all, space));
    const snapshot = createSnapshot(names, answer.values);
    if (isShown(checkpoint, snapshot) && (await isCurrent(services, checkpoint))) {
      if (doubted?.version === checkpoint.version) services.onLag();
      return { ...answer, ...snapshot, generation: checkpoint.generation };
    }
    if (tries > 0) await services.repair();
    doubted = tries === 0 ? checkpoint : null;
  }
  throw new Unavailable("blacklist", new StoreError("the store doesn't show what it showed before"));
}

/** Others may have moved the checkpoint since it was read, and noted that: it isn't looked more often. */
const LOOK_EVERY_MS = 10_000;

/**
 * Whether the store, which notes how far the checkpoint has come, turned out to know more than the database, which was put
 * back to an older state then: its journal lacks what the store has. A write looks for itself, however often.
 */
async function isDatabaseBehind(services: GuardServices, shown: Snapshot): Promise<boolean> {
  const { tracker, clock, looked, follow } = services;
  const known = tracker.last();
  if (tracker.journal === null || known === null || !isNotedLater(shown.value(key.checkpoint), known)) return false;
  const now = clock().getTime();
  if (Math.abs(now - looked.at) < LOOK_EVERY_MS) return false;
  looked.at = now;
  await follow();
  return tracker.last()?.version !== known.version;
}

/** Whether a checkpoint is still in force, should the answer have come over a new connection. */
async function isCurrent({ tracker, isReconnected }: GuardServices, checkpoint: Checkpoint): Promise<boolean> {
  return !isReconnected() || (await tracker.fresh()).checkpoint.version === checkpoint.version;
}

interface GuardedWrite {
  readonly records?: readonly StoreRecord[];
  /** What is read as of the write. */
  readonly keys?: readonly string[];
  /** What the journal takes in of it. */
  readonly rowsOf: (landed: LandedWrite) => JournalRow[];
}

interface LandedWrite {
  /** When it was sent, by this process's clock. */
  readonly at: Date;
  readonly generation: number;
  readonly revision: number;
  readonly snapshot: Snapshot;
}

async function put(
  { store, tracker, retentionMs }: GuardServices,
  under: SettledCheckpoint,
  { records = [], keys = [] }: GuardedWrite,
) {
  const space = spaceOf(under.generation);
  const id = newRevisionId(under);
  const names = [...stateKeys(under), ...noteKeys(tracker), ...keys];
  const written = await store.put({
    space,
    records: records.map((record) => ({ ...record, key: inSpace(space, record.key) })),
    revisionId: id,
    settled: under.revision?.number ?? 0,
    keepLogMs: retentionMs(),
    keys: names.map((name) => inSpace(space, name)),
  });
  return { written, id, snapshot: createSnapshot(names, written.values) };
}

async function write(services: GuardServices, wanted: GuardedWrite): Promise<void> {
  const { commit, clock, tracker } = services;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const under = await settle(services, { isFresh: tries > 0 });
    const at = clock();
    const { written, id, snapshot } = await put(services, under, wanted);
    const revision = { number: written.revision, id };
    const rows = wanted.rowsOf({ at, snapshot, generation: under.generation.number, revision: revision.number });
    // What a failover took away before anybody was answered, or another generation doesn't have, is written again.
    const [note = null] = noteKeys(tracker).map((name) => snapshot.value(name));
    if ((await commit({ revision, under, rows, note, isShown: isShown(under, snapshot) })) === "named") return;
  }
  throw new Unavailable("blacklist", new StoreError("the store keeps losing what is written"));
}
