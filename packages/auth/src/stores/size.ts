import type { Store } from "../blacklist/store.ts";

/** A store that can tell how much it holds. */
export interface Sized extends Store {
  /**
   * How many records there are under the store's prefix, dead ones that aren't cleared away yet included. A
   * server only tells how much there is in its database, other prefixes and programs included. Null if it
   * would take long to count. Rejects with StoreError.
   */
  size(): Promise<number | null>;
}
