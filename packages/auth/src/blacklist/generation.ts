import type { Clock } from "../clock.ts";
import { Unavailable } from "../errors.ts";
import { datedId } from "../ids.ts";
import type { Generation } from "./checkpoint.ts";
import { StoreError } from "./store.ts";

const NAME = "([1-9]\\d{0,14})\\.([0-9a-z]{1,11}-[A-Za-z0-9_-]{22})";
const RECORD = new RegExp(`^${NAME}(?: (${NAME}))?$`);

/** Names a generation: its number and its random id. Also the name of the line that it begins. */
export function generationName({ number, id }: Pick<Generation, "number" | "id">): string {
  return `${number}.${id}`;
}

/** Writes a generation as it stands in the store: its name, and its line where it didn't begin one itself. */
export function formatGeneration(generation: Generation): string {
  const name = generationName(generation);
  return generation.line === name ? name : `${name} ${generation.line}`;
}

/** Reads the store's generation; null if it has none. Throws `Unavailable` on what no writer of ours wrote. */
export function parseGeneration(record: string | null): Generation | null {
  if (record === null) return null;
  // Stryker disable next-line ArrayDeclaration: the list has no second entry
  const [, number, id, line] = RECORD.exec(record) ?? [];
  if (number === undefined || id === undefined) {
    throw new Unavailable("blacklist", new StoreError("the store's generation is malformed"));
  }
  return { number: Number(number), id, line: line ?? `${number}.${id}` };
}

/** Creates a generation that begins a line of its own: no token from before is accepted in it. */
export function newGeneration(number: number, clock: Clock): Generation {
  const id = datedId(clock());
  return { number, id, line: generationName({ number, id }) };
}
