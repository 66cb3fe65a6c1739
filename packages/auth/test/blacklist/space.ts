import { parseGeneration } from "../../src/blacklist/generation.ts";
import { spaceOf } from "../../src/blacklist/space.ts";
import { SPACE } from "../../src/blacklist/store.ts";
import type { Store } from "../../src/index.ts";

/** Under which key a record of the store's present generation stands. */
export async function keyIn(store: Store, name: string): Promise<string> {
  const [record = null] = await store.read(["generation"]);
  return spaceOf(parseGeneration(record)) + name;
}

/** A record's name, in whatever space it stands. */
export function bareName(key: string): string {
  return key.replace(SPACE, "");
}
