import type { Clock } from "../clock.ts";
import { Unavailable } from "../errors.ts";
import type { Checkpoint, Generation, Revision } from "./checkpoint.ts";
import type { CheckpointTracker } from "./checkpoint-tracker.ts";
import { key } from "./keys.ts";
import { readPrimarySnapshot, type Snapshot, stateKeys } from "./snapshot.ts";
import { spaceOf } from "./space.ts";
import { REVISION_KEY, revisionKey, type Store, StoreError } from "./store.ts";
import type { StoreEvent, StoreEventType } from "./store-events.ts";
import { strayReason } from "./store-identity.ts";

/** What every step of a repair works with. */
export interface RepairServices {
  /** One that keeps the deadline, and rejects with `Unavailable`. */
  readonly store: Store;
  readonly tracker: CheckpointTracker;
  readonly clock: Clock;
  /** Digest of what this process was told to use. */
  readonly setting: string;
  readonly tell: (type: StoreEventType, about?: Omit<StoreEvent, "type" | "store">) => void;
}

/** Where store and checkpoint stand. */
export interface Standing {
  readonly checkpoint: Checkpoint;
  readonly shown: Snapshot;
  /** The witness's time. */
  readonly at: Date;
}

/** Reads from the primary all that decides which step a repair takes. */
export function readState(store: Store, checkpoint: Checkpoint): Promise<Snapshot> {
  const space = spaceOf(checkpoint.generation);
  return readPrimarySnapshot(store, space, [...stateKeys(checkpoint), key.generation, key.storeId, key.checkpoint]);
}

/** Reads the last write that the store has counted under a generation, whoever made it. */
export async function readLastRevision(store: Store, generation: Generation): Promise<Revision | null> {
  const space = spaceOf(generation);
  const number = Number((await readPrimarySnapshot(store, space, [REVISION_KEY])).value(REVISION_KEY) ?? 0);
  if (!Number.isSafeInteger(number) || number === 0) return null;
  const id = (await readPrimarySnapshot(store, space, [revisionKey(number)])).value(revisionKey(number));
  return id === null ? null : { number, id };
}

/**
 * Refuses a store that is another one than the checkpoint's: its silence would read as a loss. Resolves with `overtaken`
 * if the checkpoint was changed since it was read, as by a recovery that gave an emptied store another id.
 */
export async function refuseStray(services: RepairServices, standing: Standing): Promise<"ours" | "overtaken"> {
  const { checkpoint, shown, at } = standing;
  const reason = strayReason({ checkpoint, id: shown.value(key.storeId), setting: services.setting, at });
  return reason === null ? "ours" : refuseUnlessOvertaken(services, checkpoint, reason);
}

/** Refuses a store that doesn't fit a checkpoint, unless that was changed since it was read. */
export async function refuseUnlessOvertaken(
  { tracker, tell }: RepairServices,
  { version }: Checkpoint,
  reason: string,
): Promise<"overtaken"> {
  return (await tracker.fresh()).checkpoint.version === version ? refuse(tell, "stray", reason) : "overtaken";
}

/** Tells of what a repair can't mend, and throws `Unavailable`. */
export function refuse(tell: RepairServices["tell"], type: StoreEventType, detail: string): never {
  tell(type, { detail });
  throw new Unavailable("blacklist", new StoreError(detail));
}
