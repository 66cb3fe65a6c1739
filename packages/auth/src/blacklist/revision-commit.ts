import { Unavailable } from "../errors.ts";
import type { Checkpoint, Revision } from "./checkpoint.ts";
import { isNotedLater, raiseNote } from "./checkpoint-note.ts";
import type { CheckpointTracker } from "./checkpoint-tracker.ts";
import { generationName } from "./generation.ts";
import type { JournalRow } from "./journal.ts";
import { isSettled, isShown, readPrimarySnapshot, type SettledCheckpoint, stateKeys } from "./snapshot.ts";
import { spaceOf } from "./space.ts";
import { revisionKey, type Store } from "./store.ts";
import type { StoreRepair } from "./store-repair.ts";

export interface CommitOptions {
  readonly store: Store;
  readonly tracker: CheckpointTracker;
  readonly repair: StoreRepair["repair"];
  readonly follow: StoreRepair["follow"];
}

/** A write that the store has answered. */
interface Landed {
  readonly revision: Revision;
  /** The checkpoint that it was written under. */
  readonly under: SettledCheckpoint;
  /** What it revoked, for the journal. */
  readonly rows: readonly JournalRow[];
  /** How far the checkpoint had come by what the store showed with it; null: it doesn't say. */
  readonly note: string | null;
  /** Whether the answer showed what that checkpoint names. */
  readonly isShown: boolean;
}

/**
 * Has the checkpoint name a write, or one after it that the store shows beside it: a store that loses it from then on
 * is found out. The checkpoint is replaced only by a write whose answer showed what it replaces; otherwise the store is
 * asked again first. While one change of the checkpoint is under way, the writes that land meanwhile share the next.
 * In the same transaction the journal takes in what was revoked. Before a write is answered the store notes how far the
 * checkpoint has come by it: a database that is put back to an older state is found out. Resolves with `lost` for a write that the store doesn't
 * show any more, or that went to another generation than the one in force: it has to be written again.
 */
export type Commit = (landed: Landed) => Promise<"named" | "lost">;

/** What became of writes that were named together. */
interface Named {
  /** The ids of those that have to be written again. */
  readonly lost: ReadonlySet<string>;
  /** When the store has noted how far the checkpoint has come. */
  readonly noted: Promise<void>;
}

const NOTHING_NAMED: Named = { lost: new Set(), noted: Promise.resolve() };

/** Other processes change the checkpoint too: so often one may lose against them. */
const TRIES = 20;

/** Creates what has the checkpoint name writes. */
export function createCommit(options: CommitOptions): Commit {
  let waiting: Landed[] = [];
  let last: Promise<void> = Promise.resolve();
  let next: Promise<Named> | null = null;
  return async (landed) => {
    waiting.push(landed);
    next ??= last.then(() => {
      const group = waiting;
      [waiting, next] = [[], null];
      const done = commit(options, group);
      last = done.then(ignore, ignore);
      return done;
    });
    const { lost, noted } = await next;
    await noted;
    return lost.has(landed.revision.id) ? "lost" : "named";
  };
}

async function commit(options: CommitOptions, group: readonly Landed[]): Promise<Named> {
  const { tracker, repair, follow } = options;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const known = tracker.last();
    const checkpoint = known === null || isBehind(known, group) ? (await tracker.fresh()).checkpoint : known;
    if (isBehind(checkpoint, group)) {
      await follow();
      return { ...NOTHING_NAMED, lost: idsOf(group) };
    }
    if (!isSettled(checkpoint)) {
      await repair();
      tracker.expire();
      continue;
    }
    const due = group.filter(({ under }) => isSame(under, checkpoint));
    const named = due.length === 0 ? NOTHING_NAMED : await attempt(options, due, checkpoint);
    // They went to another generation's space: even where that was of a line that is over, what they revoke may not be.
    const astray = group.filter(({ under }) => !isSame(under, checkpoint));
    if (named !== null) return { ...named, lost: new Set([...named.lost, ...idsOf(astray)]) };
  }
  throw new Unavailable("witness", new Error("the checkpoint keeps changing"));
}

/** What is lost, when the checkpoint names the last of the others, or a write after it; null: again. */
async function attempt(
  options: CommitOptions,
  group: readonly Landed[],
  checkpoint: SettledCheckpoint,
): Promise<Named | null> {
  const { tracker, repair } = options;
  const lost = isAlone(group, checkpoint) ? new Set<string>() : await findLost(options, group, checkpoint);
  if (lost === null) {
    await repair();
    tracker.expire();
    return null;
  }
  const kept = group.filter(({ revision }) => !lost.has(revision.id));
  const journal = tracker.journal === null ? [] : kept.flatMap(({ rows }) => rows);
  const revision = highest(
    checkpoint.revision,
    kept.map((landed) => landed.revision),
  );
  if (revision === checkpoint.revision && journal.length === 0) return { ...NOTHING_NAMED, lost };
  const answer = await tracker.replace(checkpoint.version, { revision, journal });
  if (!answer.replaced) return null;
  return { lost, noted: note(options, { ...checkpoint, version: answer.checkpoint.version }, group) };
}

/** The ids of those that the store doesn't show; null if it doesn't show what the checkpoint names either. */
async function findLost(
  { store }: CommitOptions,
  group: readonly Landed[],
  checkpoint: SettledCheckpoint,
): Promise<Set<string> | null> {
  const names = group.map(({ revision }) => revisionKey(revision.number));
  const shown = await readPrimarySnapshot(store, spaceOf(checkpoint.generation), [...stateKeys(checkpoint), ...names]);
  if (!isShown(checkpoint, shown)) return null;
  return idsOf(group.filter(({ revision }) => shown.value(revisionKey(revision.number)) !== revision.id));
}

async function note(
  { store, tracker }: CommitOptions,
  checkpoint: SettledCheckpoint,
  group: readonly Landed[],
): Promise<void> {
  if (tracker.journal !== null) await raiseNote(store, checkpoint, group.at(-1)?.note ?? null);
}

/** Whether one of these was answered by a store that had noted a later state of the checkpoint. */
function isBehind(checkpoint: Checkpoint, group: readonly Landed[]): boolean {
  return group.some((landed) => isNotedLater(landed.note, checkpoint));
}

function idsOf(group: readonly Landed[]): Set<string> {
  return new Set(group.map(({ revision }) => revision.id));
}

function ignore(): void {}

/** Whether this is a single write whose answer showed what the checkpoint still names. */
function isAlone([landed, ...others]: readonly Landed[], checkpoint: SettledCheckpoint): boolean {
  if (landed === undefined || others.length > 0 || !landed.isShown) return false;
  const { generation, revision } = landed.under;
  return generation.id === checkpoint.generation.id && revision?.id === checkpoint.revision?.id;
}

function isSame(under: SettledCheckpoint, checkpoint: SettledCheckpoint): boolean {
  return generationName(under.generation) === generationName(checkpoint.generation);
}

function highest(first: Revision | null, others: readonly Revision[]): Revision | null {
  return others.reduce((top, each) => (top === null || each.number > top.number ? each : top), first);
}
