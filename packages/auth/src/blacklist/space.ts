import type { Generation } from "./checkpoint.ts";
import { isSpaced } from "./generation.ts";
import { key } from "./keys.ts";

/** So many of an id's random characters tell the spaces of two generations of one number apart. */
const RANDOM_LENGTH = 8;

/**
 * Tells what the keys of a generation's records begin with: no other generation's do, so that what is left of an earlier one
 * or is written for it by a slow process is never taken for its own. Nothing for a generation of the version before.
 */
export function spaceOf(generation: Pick<Generation, "number" | "id"> | null): string {
  if (generation === null || !isSpaced(generation.id)) return "";
  const random = generation.id.slice(generation.id.indexOf(".") + 1);
  return `${generation.number.toString(36)}.${random.slice(0, RANDOM_LENGTH)}:`;
}

const OUTSIDE: ReadonlySet<string> = new Set([key.generation, key.storeId]);

/** Tells the key of a record in a space; the store's own state stands outside of all of them. */
export function inSpace(space: string, name: string): string {
  return OUTSIDE.has(name) ? name : space + name;
}
