import { Unavailable } from "../errors.ts";
import { randomId } from "../ids.ts";
import { NO_DATABASE } from "./checkpoint.ts";
import { isNotedLater, replaceNote } from "./checkpoint-note.ts";
import { declareGeneration } from "./declare-generation.ts";
import { generationName, newGeneration, parseGeneration } from "./generation.ts";
import { key } from "./keys.ts";
import { type RepairServices, readLastRevision, type Standing } from "./repair-services.ts";
import { parseRevisionId } from "./revision-id.ts";
import type { Snapshot, StartedCheckpoint } from "./snapshot.ts";
import { StoreError } from "./store.ts";

/** Begins with a database that knows nothing yet. What is in the store already may be another database's, and stays. */
export async function adoptFirst(services: RepairServices, { checkpoint, shown }: Standing): Promise<void> {
  const { store, clock, tell } = services;
  const standing = parseGeneration(shown.value(key.generation));
  if (standing === null || standing.restored !== null)
    return void (await declareGeneration(services, { checkpoint, shown }, "renewal"));
  const last = await readLastRevision(store, standing);
  const writer = parseRevisionId(last?.id ?? null)?.databaseId ?? NO_DATABASE;
  const isForgetful = checkpoint.databaseId === NO_DATABASE;
  if (!isForgetful && writer !== NO_DATABASE && writer !== checkpoint.databaseId) tell("shared");
  // Sessions that the database doesn't know must not go on: they get a line of their own.
  const { number, id, line } = standing;
  if (isForgetful) return adoptShown(services, { ...checkpoint, generation: { number, id, line } }, shown);
  const generation = { number, id, line: newGeneration(standing.number, clock).line };
  // Of a line that begins with the database the journal holds everything.
  const journaledLine = services.tracker.journal === null ? null : generation.line;
  await adoptShown(services, { ...checkpoint, generation, journaledLine }, shown);
}

/** Notes which store this is; one that has no id gets one. */
export async function adoptShown(
  { store, tracker, setting }: RepairServices,
  checkpoint: StartedCheckpoint,
  shown: Snapshot,
): Promise<void> {
  const record = { key: key.storeId, value: shown.value(key.storeId) ?? randomId(), lifetimeMs: null };
  const { value } = await store.exchange(record, null, []);
  if (value === null) throw new Unavailable("blacklist", new StoreError("the store keeps no id"));
  const { version, generation, journaledLine } = checkpoint;
  await tracker.replace(version, { generation, journaledLine, store: { id: value, setting } });
}

/** Follows a store that knows of writes which the database doesn't, because that was put back to an older state. */
export async function followStore(
  { store, tracker, tell }: RepairServices,
  checkpoint: StartedCheckpoint,
  shown: Snapshot,
): Promise<boolean> {
  const standing = parseGeneration(shown.value(key.generation));
  if (standing === null || standing.restored !== null) return false;
  const last = await readLastRevision(store, standing);
  const origin = parseRevisionId(last?.id ?? null);
  const isLater = standing.number > checkpoint.generation.number;
  const note = shown.value(key.checkpoint);
  const isNoted = isNotedLater(note, checkpoint);
  const knowsMore = isNoted || (origin?.databaseId === checkpoint.databaseId && origin.version > checkpoint.version);
  if (!isLater && !knowsMore) return false;
  const isSame = generationName(standing) === generationName(checkpoint.generation);
  const { number, id, line } = standing;
  const generation = isSame ? checkpoint.generation : { number, id, line };
  // What the database has forgotten its journal lacks too. If another process has moved the checkpoint, nothing is done.
  const answer = await tracker.replace(checkpoint.version, { generation, revision: last, journaledLine: null });
  if (!answer.replaced) return true;
  tell("database_restored");
  if (isNoted) await replaceNote(store, { ...answer.checkpoint, generation }, note);
  return true;
}
