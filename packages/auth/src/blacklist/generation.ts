import type { Clock } from "../clock.ts";
import { Unavailable } from "../errors.ts";
import { randomId } from "../ids.ts";
import type { Generation } from "./checkpoint.ts";
import { StoreError } from "./store.ts";

/** `<milliseconds in base 36>`, what tells whether the generation has a space of its own, 22 random characters. */
const NAME = "([1-9]\\d{0,14})\\.([0-9a-z]{1,11}[-.][A-Za-z0-9_-]{22})";
const RECORD = new RegExp(`^${NAME}(?: (${NAME}))?(?: \\+(\\d{1,15})(?: ([\\x21-\\x7e]{1,512}))?)?$`);

/** How far a generation has been given back what the store forgot. */
export interface Restored {
  readonly rows: number;
  /** The key of the last row; null: there was none yet. */
  readonly after: string | null;
}

/** A generation as it stands in the store. */
export interface ShownGeneration extends Generation {
  /** Null: it is in force, or may be. */
  readonly restored: Restored | null;
}

/** Names a generation: its number and its random id. Also the name of the line that it begins. */
export function generationName({ number, id }: Pick<Generation, "number" | "id">): string {
  return `${number}.${id}`;
}

/** Tells by its id whether a generation's records have a space of their own. Those of the version before have none. */
export function isSpaced(id: string): boolean {
  return id.includes(".");
}

/** Tells the number of the generation that began a line: those before it are of earlier lines. */
export function lineNumber(line: string): number {
  return Number.parseInt(line, 10);
}

/** Writes a generation as it stands in the store: its name, its line where it didn't begin one itself, and how far it has come. */
export function formatGeneration(generation: Generation, restored: Restored | null = null): string {
  const name = generationName(generation);
  const whole = generation.line === name ? name : `${name} ${generation.line}`;
  if (restored === null) return whole;
  return `${whole} +${restored.rows}${restored.after === null ? "" : ` ${restored.after}`}`;
}

/** Reads the store's generation; null if it has none. Throws `Unavailable` on what no writer of ours wrote. */
export function parseGeneration(record: string | null): ShownGeneration | null {
  if (record === null) return null;
  // Stryker disable next-line ArrayDeclaration: the list has no second entry
  const [, number, id, line, , , rows, after] = RECORD.exec(record) ?? [];
  if (number === undefined || id === undefined) {
    throw new Unavailable("blacklist", new StoreError("the store's generation is malformed"));
  }
  const restored = rows === undefined ? null : { rows: Number(rows), after: after ?? null };
  return { number: Number(number), id, line: line ?? `${number}.${id}`, restored };
}

/** Creates a generation with a space of its own; without a line it begins one, in which no token from before is accepted. */
export function newGeneration(number: number, clock: Clock, line?: string): Generation {
  const id = `${clock().getTime().toString(36)}.${randomId()}`;
  return { number, id, line: line ?? generationName({ number, id }) };
}
