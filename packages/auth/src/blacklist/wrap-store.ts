import { Unavailable } from "../errors.ts";
import type { Store } from "./store.ts";

/** The methods of a store that ask its server. */
export type StoreMethod = "read" | "readPrimary" | "put" | "exchange" | "restore" | "tail";

/** One call to a store; `late` is its deadline, by default that of whoever made the call. */
export type StoreCall<T> = (late?: AbortSignal) => Promise<T>;

/** Runs one call to a store, and does something before or after it. */
export type AroundCall = <T>(method: StoreMethod, call: StoreCall<T>) => Promise<T>;

/**
 * Wraps a store: runs `around` around each call that asks its server.
 *
 * @example
 * const store = openMemoryStore({ clock: systemClock, logRetentionMs: 660_000 });
 * let calls = 0;
 * const counted = wrapStore(store, (method, call) => {
 *   calls += 1;
 *   return call();
 * });
 * await counted.read(["token:1"]);
 * console.log(calls); // 1
 */
export function wrapStore(store: Store, around: AroundCall): Store {
  return {
    name: store.name,
    setting: store.setting,
    connections: () => store.connections(),
    read: (keys, given) => around("read", (late = given) => store.read(keys, late)),
    readPrimary: (keys, given) => around("readPrimary", (late = given) => store.readPrimary(keys, late)),
    put: (write, given) => around("put", (late = given) => store.put(write, late)),
    exchange: (record, expected, keys, given) =>
      around("exchange", (late = given) => store.exchange(record, expected, keys, late)),
    restore: (restoration, given) => around("restore", (late = given) => store.restore(restoration, late)),
    tail: (query, given) => around("tail", (late = given) => store.tail(query, late)),
    // Stryker disable next-line ArrowFunction: the owner closes the store itself
    close: () => store.close(),
  };
}

/** Wraps a store; what it rejects with is `Unavailable`. */
export function unavailableOnError(store: Store): Store {
  return wrapStore(store, async (_method, call) => {
    try {
      return await call();
    } catch (cause) {
      throw cause instanceof Unavailable ? cause : new Unavailable("blacklist", cause);
    }
  });
}
