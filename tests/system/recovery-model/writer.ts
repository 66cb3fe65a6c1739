import type { Weakness } from "./weakness.ts";
import { isShown, replace, spaceOf, type World, type Writer, withSpace, withStore } from "./world.ts";

type Change = (world: World, writer: Writer, weakness: Weakness | null) => readonly [World, Partial<Writer>];

const STEPS: Readonly<Record<Writer["at"], Change | null>> = {
  read: (world) => [world, { under: world.checkpoint, at: "put" }],
  put,
  commit,
  "ask again": askAgain,
  "commit again": commitAgain,
  answered: null,
  "given up": null,
};

/** Takes a writer's next step; null: there is none, or it has to wait for a repair. */
export function writerStep(world: World, index: number, weakness: Weakness | null): World | null {
  const writer = world.writers[index] as Writer;
  const step = STEPS[writer.at];
  const isWaiting = world.checkpoint.declared !== null && writer.at !== "put";
  if (step === null || isWaiting) return null;
  const [next, change] = step(world, writer, weakness);
  return { ...next, writers: next.writers.with(index, { ...writer, ...change }) };
}

/** One atomic step: the revocation, the write's own id, and what the checkpoint names as of after that. */
function put(world: World, writer: Writer): readonly [World, Partial<Writer>] {
  const under = writer.under ?? world.checkpoint;
  const { ids, revoked } = spaceOf(world.store, under.generation);
  const space = { ids: [...ids, idOf(writer)], revoked: [...revoked, writer.token] };
  const store = withSpace(world.store, under.generation, space);
  return [withStore(world, store), { number: ids.length, isShown: isShown(store, under), at: "commit" }];
}

function commit(world: World, writer: Writer, weakness: Weakness | null): readonly [World, Partial<Writer>] {
  const { checkpoint } = world;
  const { under } = writer;
  const isAstray = under?.generation.id !== checkpoint.generation.id;
  if (isAstray && weakness !== "a write is committed whatever generation it went to") return writeAgain(world, writer);
  const isAlone = writer.isShown && under?.revision?.id === checkpoint.revision?.id;
  if (isAlone || isAstray || weakness === "the checkpoint is replaced by any answer") return answer(world, writer);
  return [world, { under: checkpoint, at: "ask again" }];
}

/** A store that doesn't show the checkpoint's write has to be repaired first; one without the writer's own lost it. */
function askAgain(world: World, writer: Writer, weakness: Weakness | null): readonly [World, Partial<Writer>] {
  const under = writer.under ?? world.checkpoint;
  if (!isShown(world.store, under)) return [world, { at: "commit" }];
  const isThere = spaceOf(world.store, under.generation).ids[writer.number] === idOf(writer);
  const isFine = isThere || weakness === "a number alone names a write";
  return isFine ? [world, { at: "commit again" }] : writeAgain(world, writer);
}

function commitAgain(world: World, writer: Writer): readonly [World, Partial<Writer>] {
  return writer.under?.version === world.checkpoint.version ? answer(world, writer) : [world, { at: "commit" }];
}

/** In one transaction: the checkpoint names the write, or a later one, and the journal holds what it revoked. Then it is answered. */
function answer(world: World, writer: Writer): readonly [World, Partial<Writer>] {
  const { version, revision } = world.checkpoint;
  const isHigher = writer.number > (revision?.number ?? 0);
  const change = isHigher ? { revision: { number: writer.number, id: idOf(writer) } } : {};
  const named = replace(world, version, change) ?? world;
  return [{ ...named, journal: [...world.journal, writer.token] }, { at: "answered" }];
}

const TRIES = 2;

function writeAgain(world: World, { tries }: Writer): readonly [World, Partial<Writer>] {
  return [world, { tries: tries + 1, at: tries + 1 < TRIES ? "read" : "given up" }];
}

function idOf({ token, tries }: Writer): string {
  return `${token}${tries}`;
}
