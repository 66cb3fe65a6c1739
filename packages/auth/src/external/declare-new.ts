import { formatGeneration, generationName } from "../blacklist/generation.ts";
import { key } from "../blacklist/keys.ts";
import type { Store } from "../blacklist/store.ts";
import { datedId } from "../ids.ts";

/**
 * Gives an empty store a generation that began before every token. Resolves with false if it has one already: what it
 * lost, if it lost something, is not to be forgotten.
 */
export async function declareNew(store: Store): Promise<boolean> {
  const id = datedId(new Date(0));
  const value = formatGeneration({ number: 1, id, line: generationName({ number: 1, id }) });
  const answer = await store.exchange({ key: key.generation, value, lifetimeMs: null }, null, []);
  return answer.value === value;
}
