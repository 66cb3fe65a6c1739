import type { Generation } from "./checkpoint.ts";
import { withOwnDeadline } from "./deadline.ts";
import {
  formatGeneration,
  generationName,
  lineNumber,
  parseGeneration,
  type Restored,
  type ShownGeneration,
} from "./generation.ts";
import { JOURNAL_MARGIN_MS, type Journal, type JournalPage } from "./journal.ts";
import { key } from "./keys.ts";
import type { RepairServices } from "./repair-services.ts";
import type { Snapshot, StartedCheckpoint } from "./snapshot.ts";
import { inSpace, spaceOf } from "./space.ts";
import type { StoreRecord } from "./store.ts";

/** Rows a step: so many take a store some milliseconds, and fit in one request of any. */
const PAGE = 2_000;

/** What a generation is to be begun with, and in which store. */
export interface Beginning {
  readonly generation: Generation;
  readonly storeId: string;
  /** The store's record of its generation as it was read last. */
  readonly before: string | null;
}

/**
 * Tells whether what a store forgot can be given back: the journal has held every revocation of this line since it
 * began. A store that shows a later generation than the database does knows of writes that the journal lacks.
 */
export function isRecoverable({ tracker }: RepairServices, checkpoint: StartedCheckpoint, shown: Snapshot): boolean {
  const { generation, journaledLine } = checkpoint;
  const standing = parseGeneration(shown.value(key.generation));
  const isBehind = standing !== null && standing.number > generation.number;
  return tracker.journal !== null && journaledLine === generation.line && !isBehind;
}

/**
 * Gives a generation's space all that the journal holds of its line, page by page, and makes it current with the last
 * one. How far that has come stands in the store's record of its generation, which each step compares and replaces
 * together with the rows it puts: the record never tells of rows that aren't there, whatever the store loses. So any
 * number of processes may take these steps at once, each can be killed or frozen before any of them, and after a loss
 * they go on from where the store stands. A generation that begins its line has no rows, and is current in one step.
 * Resolves with `current` where others have made it so before, with `overtaken` where a later generation stands.
 */
export async function begin(
  services: RepairServices,
  beginning: Beginning,
): Promise<"begun" | "current" | "overtaken"> {
  const { generation } = beginning;
  const wanted = generationName(generation);
  let { before } = beginning;
  for (let steps = 0; ; steps += 1) {
    const standing = parseGeneration(before);
    const own = standing !== null && generationName(standing) === wanted ? standing : null;
    if (own !== null && own.restored === null) return steps > 0 ? "begun" : "current";
    if (own === null && standing !== null && standing.number >= generation.number) return "overtaken";
    const text = before;
    before = await withOwnDeadline(() => step(services, { ...beginning, before: text }, own));
  }
}

const NOTHING: Restored = { rows: 0, after: null };

/** Takes one step, and resolves with the record of the generation as it stands after that, whoever put it there. */
async function step(
  { store, tracker, tell }: RepairServices,
  { generation, storeId, before }: Beginning,
  own: ShownGeneration | null,
): Promise<string | null> {
  const from = own?.restored ?? NOTHING;
  const page = await readPage(tracker.journal, generation, from);
  const isLast = page.rows.length < PAGE;
  const restored = { rows: from.rows + page.rows.length, after: page.rows.at(-1)?.key ?? from.after };
  const value = formatGeneration(generation, isLast ? null : restored);
  const answer = await store.restore({
    record: { key: key.generation, value, lifetimeMs: null },
    expected: before,
    records: [{ key: key.storeId, value: storeId, lifetimeMs: null }, ...recordsOf(page, spaceOf(generation))],
  });
  if (answer.value === value && restored.rows > 0) tell("recovering", { restored: restored.rows });
  return answer.value;
}

async function readPage(journal: Journal | null, generation: Generation, { after }: Restored) {
  const since = lineNumber(generation.line);
  if (journal === null || since === generation.number) return { rows: [], at: new Date(0) };
  return journal.page({ since, after, limit: PAGE });
}

/** The rows as records that live as long as their rows do. */
function recordsOf({ rows, at }: JournalPage, space: string): StoreRecord[] {
  return rows.map(({ key: name, value, until }) => ({
    key: inSpace(space, name),
    value,
    lifetimeMs: Math.max(1, Math.ceil(until.getTime() - at.getTime() + JOURNAL_MARGIN_MS)),
  }));
}
