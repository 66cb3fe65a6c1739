import type { Weakness } from "./weakness.ts";
import {
  type Generation,
  type GenerationRecord,
  IDLE,
  isShown,
  type Repairer,
  replace,
  spaceOf,
  type World,
  withSpace,
  withStore,
} from "./world.ts";

type Change = (world: World, repairer: Repairer, weakness: Weakness | null) => readonly [World, Partial<Repairer>];

const STEPS: Readonly<Record<Repairer["at"], Change>> = {
  read: readCheckpoint,
  look,
  declare,
  claim: (world) => [world, { before: world.store.generation, at: "restore" }],
  restore,
  begun: readDeclaration,
  "in force": putInForce,
};

/** Takes a repairer's next step; null: there is nothing to repair. */
export function repairStep(world: World, index: number, weakness: Weakness | null): World | null {
  const repairer = world.repairers[index] as Repairer;
  const { checkpoint, store } = world;
  if (repairer.at === "read" && checkpoint.declared === null && isShown(store, checkpoint)) return null;
  const [next, change] = STEPS[repairer.at](world, repairer, weakness);
  return { ...next, repairers: next.repairers.with(index, { ...repairer, ...change }) };
}

function readCheckpoint(world: World): readonly [World, Partial<Repairer>] {
  const { checkpoint } = world;
  const at = checkpoint.declared === null ? "look" : "claim";
  return [world, { under: checkpoint, run: checkpoint.declared, at }];
}

function look(world: World, { under }: Repairer): readonly [World, Partial<Repairer>] {
  if (under === null || isShown(world.store, under)) return [world, IDLE];
  const number = Math.max(under.generation.number, world.store.generation?.number ?? 0) + 1;
  return [world, { run: { number, id: `${number}.${under.version}` }, at: "declare" }];
}

function declare(
  world: World,
  { under, run }: Repairer,
  weakness: Weakness | null,
): readonly [World, Partial<Repairer>] {
  if (under === null || run === null) return [world, IDLE];
  const declared = weakness === "generations share their keys" ? { ...run, id: "1" } : run;
  const next = replace(world, under.version, { declared });
  return next === null ? [world, IDLE] : [next, { run: declared, at: "claim" }];
}

/**
 * One atomic step: the record of the generation is compared and replaced, and the next row put. After the last row the
 * generation is current.
 */
function restore(
  world: World,
  { before, run }: Repairer,
  weakness: Weakness | null,
): readonly [World, Partial<Repairer>] {
  const isOwn = run !== null && before?.id === run.id && before.number === run.number;
  if (isOwn && before.restored === null) return [world, { before: null, at: "begun" }];
  if (run === null || (!isOwn && (before?.number ?? 0) >= run.number)) return [world, IDLE];
  const isUnchanged = JSON.stringify(world.store.generation) === JSON.stringify(before);
  if (!isUnchanged && weakness !== "a step of a recovery replaces any record") {
    return [world, { before: world.store.generation }];
  }
  const next = withStore(world, withRow(world, run, isOwn ? (before.restored ?? 0) : 0, weakness));
  return [next, { before: next.store.generation }];
}

/** The store once the row of this index is put; a row that stands there already stays. */
function withRow({ store, journal }: World, run: Generation, index: number, weakness: Weakness | null) {
  const { ids, revoked } = spaceOf(store, run);
  const row = journal.slice(index, index + 1).filter((each) => !revoked.includes(each));
  const isLast = index >= journal.length || weakness === "a recovery is current before its last rows";
  const generation: GenerationRecord = { ...run, restored: isLast ? null : index + 1 };
  return { ...withSpace(store, run, { ids, revoked: [...revoked, ...row] }), generation };
}

function readDeclaration(world: World, { run }: Repairer): readonly [World, Partial<Repairer>] {
  const { checkpoint } = world;
  return checkpoint.declared?.id === run?.id ? [world, { under: checkpoint, at: "in force" }] : [world, IDLE];
}

function putInForce(world: World, { under, run }: Repairer): readonly [World, Partial<Repairer>] {
  if (under === null || run === null) return [world, IDLE];
  const next = replace(world, under.version, { generation: run, revision: null, declared: null });
  return [next ?? world, IDLE];
}
