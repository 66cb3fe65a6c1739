import { Unavailable } from "../errors.ts";
import type { Store } from "./store.ts";

/** The methods of a store that ask its server. */
export type StoreMethod = "read" | "readPrimary" | "put" | "exchange" | "tail";

/** Runs one call to a store, and does something before or after it. */
export type AroundCall = <T>(method: StoreMethod, call: () => Promise<T>) => Promise<T>;

/** The same store, with `around` run around each call that asks its server. */
export function wrapStore(store: Store, around: AroundCall): Store {
  return {
    name: store.name,
    setting: store.setting,
    connections: () => store.connections(),
    read: (keys) => around("read", () => store.read(keys)),
    readPrimary: (keys) => around("readPrimary", () => store.readPrimary(keys)),
    put: (write) => around("put", () => store.put(write)),
    exchange: (record, expected, keys) => around("exchange", () => store.exchange(record, expected, keys)),
    tail: (cursor, keys, limit) => around("tail", () => store.tail(cursor, keys, limit)),
    // Stryker disable next-line ArrowFunction: the owner closes the store itself
    close: () => store.close(),
  };
}

/** The same store; what it rejects with is `Unavailable`. */
export function unavailableOnError(store: Store): Store {
  return wrapStore(store, async (_method, call) => {
    try {
      return await call();
    } catch (cause) {
      throw cause instanceof Unavailable ? cause : new Unavailable("blacklist", cause);
    }
  });
}
