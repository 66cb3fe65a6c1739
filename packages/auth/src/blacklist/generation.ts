import { StoreError } from "./store.ts";
import type { StoreState } from "./witness.ts";

const GENERATION = /^([1-9]\d{0,14})\.([0-9a-z]{1,11}-[A-Za-z0-9_-]{22})$/;
const MARK = /^\d{1,15}$/;

/** The name a generation goes by in the store and in tokens: its ordinal and its random id. */
export function generationName(state: Pick<StoreState, "number" | "id">): string {
  return `${state.number}.${state.id}`;
}

/** Reads the store's state; null if it has no generation. Rejects what no writer of ours wrote. */
export function parseState(generation: string | null, mark: string | null): StoreState | null {
  if (generation === null) return null;
  const [, number, id] = GENERATION.exec(generation) ?? [];
  if (id === undefined) throw new StoreError("the store's generation is malformed");
  return { number: Number(number), id, mark: parseMark(mark) };
}

function parseMark(mark: string | null): number {
  if (mark === null) return 0;
  if (!MARK.test(mark)) throw new StoreError("the store's mark is malformed");
  return Number(mark);
}

/**
 * Whether a store that shows `state` has lost something that was there at `seen`. An equal number
 * with another id is a loss too: one of two stores took the other's place.
 */
export function isBehind(state: StoreState | null, seen: StoreState): boolean {
  if (state === null || state.number < seen.number) return true;
  return state.number === seen.number && (state.id !== seen.id || state.mark < seen.mark);
}

/** The higher of two states; of equals the first. */
export function higher(a: StoreState | null, b: StoreState | null): StoreState | null {
  if (a === null || b === null) return a ?? b;
  if (b.number !== a.number) return b.number > a.number ? b : a;
  return b.mark > a.mark ? b : a;
}

/** As many writes as no store counts. */
const NEVER = 999_999_999_999_999;

/**
 * A generation that is over: no store that shows it is believed again, however many writes it counts.
 * Once a witness has seen this, the writes that deal with a loss can't make up for what was lost.
 */
export function spent(state: StoreState): StoreState {
  return { ...state, mark: NEVER };
}

/** Whether whoever found this generation lost has told of it. */
export function isSpent({ mark }: StoreState): boolean {
  return mark === NEVER;
}

export function isSameGeneration(a: StoreState, b: StoreState): boolean {
  return a.id === b.id;
}
