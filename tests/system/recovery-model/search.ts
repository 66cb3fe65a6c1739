import { repairStep } from "./repairer.ts";
import type { Weakness } from "./weakness.ts";
import { firstWorld, isShown, verdict, type World } from "./world.ts";
import { writerStep } from "./writer.ts";

export interface Found {
  readonly states: number;
  /** The moves after which a token passes whose revocation was answered: the fewest there are; null: it never does. */
  readonly wrongAccept: readonly string[] | null;
  /** The moves after which a process that is left alone never brings the store back; null: it always does. */
  readonly stuck: readonly string[] | null;
  /** States in which a store that has lost something refuses all that was answered as revoked. */
  readonly recovered: number;
}

interface Options {
  /** How often the store is put back to an earlier state. */
  readonly losses: number;
  readonly weakness?: Weakness | null;
  /** The search ends when it knows so many states: a weakened protocol may never come to rest. Default: it ends by itself. */
  readonly most?: number;
}

interface State {
  readonly world: World;
  readonly from: State | null;
  readonly move: string;
  /** What becomes of it by the next step of the first repairer alone; null: that one has nothing to do. */
  repaired: State | null;
}

/**
 * Searches every interleaving, breadth first: each process may take its next step now, later, or never (it was killed or
 * frozen), and a loss that puts back any earlier state of the store may come at any time.
 */
export function search({ losses, weakness = null, most = Number.POSITIVE_INFINITY }: Options): Found {
  const states: State[] = [];
  const known = new Map<string, State>();
  const add = (world: World, from: State | null, move: string): State => {
    const key = JSON.stringify(world);
    const state = known.get(key) ?? { world, from, move, repaired: null };
    if (!known.has(key)) states.push(state);
    known.set(key, state);
    return state;
  };
  add(firstWorld(), null, "");
  let recovered = 0;
  // The list grows while it is walked.
  for (const state of states) {
    if (isWrong(state.world)) return { states: states.length, wrongAccept: pathTo(state), stuck: null, recovered };
    if (isRecovered(state.world)) recovered += 1;
    if (states.length > most) return { states: states.length, wrongAccept: null, stuck: null, recovered };
    for (const [move, world] of movesOf(state.world, losses, weakness)) {
      const next = add(world.losses === losses ? { ...world, past: [] } : world, state, move);
      if (move === FIRST_REPAIRER) state.repaired = next;
    }
  }
  return { states: states.length, wrongAccept: null, stuck: findStuck(states), recovered };
}

const FIRST_REPAIRER = "the first repairer";

function movesOf(world: World, losses: number, weakness: Weakness | null): (readonly [string, World])[] {
  const moves = [
    ["the first writer", writerStep(world, 0, weakness)],
    ["the second writer", writerStep(world, 1, weakness)],
    [FIRST_REPAIRER, repairStep(world, 0, weakness)],
    ["the second repairer", repairStep(world, 1, weakness)],
    ...(world.losses < losses ? world.past.map((_, index) => [`a loss back to ${index}`, lose(world, index)]) : []),
  ] as readonly (readonly [string, World | null])[];
  return moves.flatMap(([move, next]) => (next === null ? [] : [[move, next] as const]));
}

function lose(world: World, index: number): World {
  const { past, losses } = world;
  return { ...world, store: past[index] ?? world.store, past: past.slice(0, index), losses: losses + 1 };
}

function isWrong(world: World): boolean {
  return world.writers.some(({ at, token }) => at === "answered" && verdict(world, token) === "accepted");
}

function isRecovered(world: World): boolean {
  const answered = world.writers.filter(({ at }) => at === "answered");
  const isRefused = answered.every(({ token }) => verdict(world, token) === "refused");
  return world.losses > 0 && answered.length > 0 && isRefused;
}

/** Leaves the first repairer alone with each state: it has to end where the store is believed, and not go round for ever. */
function findStuck(states: readonly State[]): readonly string[] | null {
  const served = new Set<State>();
  for (const start of states) {
    const way = new Set<State>();
    let state: State | null = start;
    while (state !== null && !served.has(state) && !way.has(state)) {
      way.add(state);
      if (state.repaired === null && !isServed(state.world)) return pathTo(start);
      state = state.repaired;
    }
    if (state !== null && way.has(state)) return pathTo(start);
    for (const each of way) served.add(each);
  }
  return null;
}

function isServed({ store, checkpoint }: World): boolean {
  return checkpoint.declared === null && isShown(store, checkpoint);
}

function pathTo(end: State): string[] {
  const moves: string[] = [];
  for (let state: State | null = end; state?.from != null; state = state.from) moves.unshift(state.move);
  return moves;
}
