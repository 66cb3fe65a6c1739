import { Unavailable } from "../errors.ts";
import type { Store } from "./store.ts";
import { wrapStore } from "./wrap-store.ts";

/** The same store; whatever it rejects with is `Unavailable`. */
export function unavailableOnError(store: Store): Store {
  return wrapStore(store, async (_method, call) => {
    try {
      return await call();
    } catch (cause) {
      throw cause instanceof Unavailable ? cause : new Unavailable("blacklist", cause);
    }
  });
}
