import type { Store } from "../blacklist/store.ts";

/** A store that can tell how much it holds. */
export interface Sized extends Store {
  /**
   * How many records there are, dead ones that aren't cleared away yet included; on a server everything
   * in its database. Null if it would take long to count them. Rejects with StoreError.
   */
  size(): Promise<number | null>;
}
