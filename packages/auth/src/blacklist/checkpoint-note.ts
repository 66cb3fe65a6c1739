import type { Checkpoint } from "./checkpoint.ts";
import type { CheckpointTracker } from "./checkpoint-tracker.ts";
import { key } from "./keys.ts";
import type { SettledCheckpoint } from "./snapshot.ts";
import { inSpace, spaceOf } from "./space.ts";
import type { Store } from "./store.ts";

const NOTE = /^(\d{1,15})\.([\x21-\x7e]{1,64})$/;

/**
 * Lists what a question asks along to see how far the checkpoint had come. Only a journal needs it: without one a
 * database that has forgotten something has nothing to give back.
 */
export function noteKeys({ journal }: CheckpointTracker): readonly string[] {
  return journal === null ? [] : [key.checkpoint];
}

/** Tells whether a store noted a later state of this very checkpoint: if that is the newest, the database has forgotten it. */
export function isNotedLater(note: string | null, { version, databaseId }: Checkpoint): boolean {
  const [, noted, database] = NOTE.exec(note ?? "") ?? [];
  return database === databaseId && Number(noted) > version;
}

/** Notes in the store how far the checkpoint has come, where `standing` stands. Resolves with what stands there then. */
export async function replaceNote(
  store: Store,
  { generation, version, databaseId }: Pick<SettledCheckpoint, "generation" | "version" | "databaseId">,
  standing: string | null,
): Promise<string | null> {
  const record = {
    key: inSpace(spaceOf(generation), key.checkpoint),
    value: `${version}.${databaseId}`,
    lifetimeMs: null,
  };
  return (await store.exchange(record, standing, [])).value;
}

/** Other processes raise the note too: so often one may lose against them. */
const TRIES = 20;

/** Raises the note to a checkpoint's version, unless it says a later one. `standing` is what stands there for all that is known. */
export async function raiseNote(store: Store, checkpoint: SettledCheckpoint, standing: string | null): Promise<void> {
  let expected = standing;
  for (let tries = 0; tries < TRIES && !isNotedSince(expected, checkpoint); tries += 1) {
    expected = await replaceNote(store, checkpoint, expected);
  }
}

function isNotedSince(note: string | null, checkpoint: SettledCheckpoint): boolean {
  return isNotedLater(note, { ...checkpoint, version: checkpoint.version - 1 });
}
