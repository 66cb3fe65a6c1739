import { higher } from "./generation.ts";
import type { StoreState, Witness } from "./witness.ts";

/**
 * A witness that lasts as long as this process: a store that forgets while the process lives is
 * noticed, one that forgot while it was down is not. For tests, and for projects without a database.
 */
export function memoryWitness(): Witness {
  let highest: StoreState | null = null;
  return {
    async read() {
      return highest;
    },
    async raise(state) {
      highest = higher(highest, state);
    },
  };
}
