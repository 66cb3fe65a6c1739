import type { Checkpoint, Generation, StoreIdentity } from "./checkpoint.ts";
import { generationName, parseGeneration } from "./generation.ts";
import { key } from "./keys.ts";
import { inSpace } from "./space.ts";
import { revisionKey, type Store, type Values } from "./store.ts";

/** What a store showed under some keys, as of one moment. */
export interface Snapshot {
  /** Null: nothing stands there. Throws `TypeError` for a key that wasn't asked: silence must not read as "nothing". */
  value(key: string): string | null;
}

/** A snapshot of a store that showed all that it had to. */
export interface BelievedSnapshot extends Snapshot {
  readonly generation: Generation;
}

/** Creates a snapshot of the values that a store gave for these keys, in order. */
export function createSnapshot(keys: readonly string[], values: Values): Snapshot {
  const indexOf = keys.length > FEW ? indexByMap(keys) : (wanted: string) => keys.indexOf(wanted);
  return {
    value(wanted) {
      const value = values[indexOf(wanted)];
      if (value === undefined) throw new TypeError("a snapshot was asked for a key that it doesn't hold");
      return value;
    },
  };
}

/** Up to so many keys are found sooner in a list than in a map that has to be made first. */
const FEW = 16;

function indexByMap(keys: readonly string[]): (wanted: string) => number {
  const indexes = new Map(keys.map((each, i) => [each, i]));
  return (wanted) => indexes.get(wanted) ?? -1;
}

/** Reads keys of a space, each once, on a way that is sure to reach the store's primary. */
export async function readPrimarySnapshot(store: Store, space: string, keys: readonly string[]): Promise<Snapshot> {
  const each = [...new Set(keys)];
  return createSnapshot(each, (await store.readPrimary(each.map((name) => inSpace(space, name)))).values);
}

/** Reads keys of a space, each once, of whatever server answers. */
export async function readSnapshot(store: Store, space: string, keys: readonly string[]): Promise<Snapshot> {
  const each = [...new Set(keys)];
  return createSnapshot(each, await store.read(each.map((name) => inSpace(space, name))));
}

/** Finds those of these keys that a snapshot shows to be banned. */
export function bannedIn(snapshot: Snapshot, keyIds: readonly string[]): ReadonlySet<string> {
  return new Set(keyIds.filter((keyId) => snapshot.value(key.ban(keyId)) !== null));
}

/** A checkpoint that names a generation. */
export type StartedCheckpoint = Checkpoint & { readonly generation: Generation };

/** A checkpoint that a store can be held against: nothing is left to be agreed on. */
export type SettledCheckpoint = StartedCheckpoint & { readonly store: StoreIdentity; readonly declared: null };

/** Tells whether a store can be held against a checkpoint. */
export function isSettled(checkpoint: Checkpoint): checkpoint is SettledCheckpoint {
  return checkpoint.generation !== null && checkpoint.store !== null && checkpoint.declared === null;
}

/** Lists what has to be asked along with every question, so that the answer can be held against the checkpoint. */
export function stateKeys({ revision }: Pick<Checkpoint, "revision">): string[] {
  return revision === null ? [key.generation] : [key.generation, revisionKey(revision.number)];
}

/**
 * Tells whether a store shows exactly the generation and the write that the checkpoint names. A number alone would prove
 * nothing: after a failover the same number may stand for another write. Throws `Unavailable` for a malformed generation.
 */
export function isShown({ generation, revision }: StartedCheckpoint, snapshot: Snapshot): boolean {
  const shown = parseGeneration(snapshot.value(key.generation));
  if (shown === null || shown.restored !== null || generationName(shown) !== generationName(generation)) return false;
  return revision === null || snapshot.value(revisionKey(revision.number)) === revision.id;
}
