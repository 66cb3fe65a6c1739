import type { Clock } from "../clock.ts";
import { Unavailable } from "../errors.ts";
import { randomId } from "../ids.ts";
import { type Checkpoint, type Declaration, type Generation, NO_DATABASE } from "./checkpoint.ts";
import type { CheckpointTracker } from "./checkpoint-tracker.ts";
import { formatGeneration, generationName, newGeneration, parseGeneration } from "./generation.ts";
import { key } from "./keys.ts";
import { parseRevisionId } from "./revision-id.ts";
import { createSnapshot, isShown, type Snapshot, type StartedCheckpoint, stateKeys } from "./snapshot.ts";
import { REVISION_KEY, revisionKey, type Store, StoreError } from "./store.ts";
import type { StoreEvent, StoreEventType } from "./store-events.ts";
import { settingDigest, strayReason } from "./store-identity.ts";

export interface RepairOptions {
  /** One that keeps the deadline, and rejects with `Unavailable`. */
  readonly store: Store;
  readonly tracker: CheckpointTracker;
  readonly clock: Clock;
  readonly observe: (event: StoreEvent) => void;
}

/**
 * Brings store and checkpoint to agree where they don't. Every step is a compare-and-set, so that any number of
 * processes may take it at once, and each can be killed or frozen before the next one.
 */
export interface StoreRepair {
  /** Takes the next step that is needed; none if they agree. Rejects with `Unavailable` where there is no such step. */
  repair(): Promise<void>;
  /** Ends every token of everyone: a new generation, in a line of its own. */
  renew(): Promise<Generation>;
  /** Takes the store that this process was told to use for the right one. Everyone logs in again, unless it is the same one. */
  adopt(): Promise<void>;
}

/** What ends everyone's sessions by itself happens at most so often. */
const LOSS_EVERY_MS = 60_000;

const TRIES = 5;

export function createStoreRepair({ store, tracker, clock, observe }: RepairOptions): StoreRepair {
  const setting = settingDigest(store.setting);

  const tell = (type: StoreEventType, detail?: string) => {
    observe({ type, store: store.name, ...(detail !== undefined && { detail }) });
  };

  const refuse = (type: StoreEventType, detail: string): never => {
    tell(type, detail);
    throw new Unavailable("blacklist", new StoreError(detail));
  };

  const look = async (checkpoint: Checkpoint): Promise<Snapshot> => {
    const keys = [...new Set([...stateKeys(checkpoint), key.generation, key.storeId, REVISION_KEY])];
    return createSnapshot(keys, (await store.readPrimary(keys)).values);
  };

  /** The last write that the store has counted, whoever made it. */
  const lastRevision = async (shown: Snapshot) => {
    const number = Number(shown.value(REVISION_KEY) ?? 0);
    if (!Number.isSafeInteger(number) || number === 0) return null;
    const [id = null] = (await store.readPrimary([revisionKey(number)])).values;
    return id === null ? null : { number, id };
  };

  /** Refuses a store that is another one than the checkpoint's: its silence would read as a loss. */
  const identify = (checkpoint: Checkpoint, shown: Snapshot, at: Date) => {
    const reason = strayReason({ checkpoint, id: shown.value(key.storeId), setting, at });
    if (reason !== null) refuse("stray", reason);
  };

  /** Puts a declared generation in force. Whoever comes to it may do so, and again. */
  const complete = async (checkpoint: Checkpoint, declared: Declaration): Promise<void> => {
    const { generation, storeId } = declared;
    const id = await store.exchange({ key: key.storeId, value: storeId, lifetimeMs: null }, null, [key.generation]);
    if (id.value !== storeId) refuse("stray", "The store got another id than the one that was declared for it.");
    const [before = null] = id.values;
    const wanted = formatGeneration(generation);
    const standing = parseGeneration(before);
    if (before !== wanted && standing !== null && standing.number >= generation.number) {
      refuse("stray", "The store shows a later generation than the one that was declared for it.");
    }
    for (const keyId of checkpoint.bannedKeys) {
      await store.exchange({ key: key.ban(keyId), value: keyId, lifetimeMs: null }, null, []);
    }
    const record = { key: key.generation, value: wanted, lifetimeMs: null };
    const { value } = await store.exchange(record, before, []);
    if (value !== wanted)
      throw new Unavailable("blacklist", new StoreError("the store's generation changed meanwhile"));
    const change = { generation, revision: null, declared: null, store: { id: storeId, setting } };
    const { replaced } = await tracker.replace(checkpoint.version, change);
    if (replaced) tell("reborn");
  };

  const declare = async (checkpoint: Checkpoint, shown: Snapshot, isLoss: boolean): Promise<Declaration | null> => {
    const standing = parseGeneration(shown.value(key.generation));
    const number = Math.max(checkpoint.generation?.number ?? 0, standing?.number ?? 0) + 1;
    const id = shown.value(key.storeId);
    const declared = { generation: newGeneration(number, clock), storeId: id ?? randomId() };
    const former = checkpoint.store !== null && checkpoint.store.id !== id ? checkpoint.store.id : undefined;
    const answer = await tracker.replace(checkpoint.version, {
      declared,
      ...(isLoss && { lost: true as const }),
      ...(former !== undefined && { givenUp: former }),
    });
    if (!answer.replaced) return null;
    if (isLoss) tell("forgot");
    await complete(answer.checkpoint, declared);
    return declared;
  };

  /** A database that knows nothing yet. What is in the store already may be another database's, and stays. */
  const begin = async (checkpoint: Checkpoint, shown: Snapshot): Promise<void> => {
    const standing = parseGeneration(shown.value(key.generation));
    if (standing === null) return void (await declare(checkpoint, shown, false));
    const writer = parseRevisionId((await lastRevision(shown))?.id ?? null)?.databaseId ?? NO_DATABASE;
    const isForgetful = checkpoint.databaseId === NO_DATABASE;
    if (!isForgetful && writer !== NO_DATABASE && writer !== checkpoint.databaseId) tell("shared");
    // Sessions that the database doesn't know must not go on: they get a line of their own.
    const generation = isForgetful ? standing : { ...standing, line: newGeneration(standing.number, clock).line };
    await adoptShown({ ...checkpoint, generation }, shown);
  };

  /** Notes which store this is; one that has no id gets one. */
  const adoptShown = async (checkpoint: StartedCheckpoint, shown: Snapshot): Promise<void> => {
    const record = { key: key.storeId, value: shown.value(key.storeId) ?? randomId(), lifetimeMs: null };
    const { value } = await store.exchange(record, null, []);
    if (value === null) throw new Unavailable("blacklist", new StoreError("the store keeps no id"));
    await tracker.replace(checkpoint.version, { generation: checkpoint.generation, store: { id: value, setting } });
  };

  /** A database that was put back to an older state: the store knows of writes that it doesn't. */
  const followStore = async (checkpoint: StartedCheckpoint, shown: Snapshot): Promise<boolean> => {
    const standing = parseGeneration(shown.value(key.generation));
    const last = await lastRevision(shown);
    const origin = parseRevisionId(last?.id ?? null);
    const isLater = standing !== null && standing.number > checkpoint.generation.number;
    const knowsMore = origin?.databaseId === checkpoint.databaseId && origin.version > checkpoint.version;
    if (standing === null || !(isLater || knowsMore)) return false;
    const isSame = generationName(standing) === generationName(checkpoint.generation);
    const generation = isSame ? checkpoint.generation : standing;
    const { replaced } = await tracker.replace(checkpoint.version, { generation, revision: last });
    if (replaced) tell("database_restored");
    return true;
  };

  const repair = async (): Promise<void> => {
    const { checkpoint, at } = await tracker.fresh();
    if (checkpoint.declared !== null) return complete(checkpoint, checkpoint.declared);
    const shown = await look(checkpoint);
    identify(checkpoint, shown, at);
    if (!isStarted(checkpoint)) return begin(checkpoint, shown);
    if (isShown(checkpoint, shown)) return checkpoint.store === null ? adoptShown(checkpoint, shown) : undefined;
    if (await followStore(checkpoint, shown)) return;
    if (checkpoint.lostAt !== null && at.getTime() - checkpoint.lostAt.getTime() < LOSS_EVERY_MS) {
      refuse("forgot_again", "The store has lost writes twice within a minute.");
    }
    await declare(checkpoint, shown, true);
  };

  /** Declares a new generation for the store as it is; `identified` decides whether it may be another one. */
  const startOver = async (identified: typeof identify): Promise<Generation> => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { checkpoint, at } = await tracker.fresh();
      const shown = await look(checkpoint);
      identified(checkpoint, shown, at);
      if (checkpoint.declared !== null) await complete(checkpoint, checkpoint.declared);
      else {
        const declared = await declare(checkpoint, shown, false);
        if (declared !== null) return declared.generation;
      }
    }
    throw new Unavailable("witness", new Error("the checkpoint keeps changing"));
  };

  let underWay: Promise<void> | null = null;
  return {
    repair() {
      underWay ??= repair().finally(() => {
        underWay = null;
      });
      return underWay;
    },
    renew: () => startOver(identify),
    async adopt() {
      const { checkpoint } = await tracker.fresh();
      const shown = await look(checkpoint);
      const isSame = checkpoint.store !== null && checkpoint.store.id === shown.value(key.storeId);
      if (isSame && isStarted(checkpoint) && isShown(checkpoint, shown)) return adoptShown(checkpoint, shown);
      await startOver(() => {});
    },
  };
}

function isStarted(checkpoint: Checkpoint): checkpoint is StartedCheckpoint {
  return checkpoint.generation !== null;
}
