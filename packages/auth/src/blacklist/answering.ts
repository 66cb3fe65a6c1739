import { Unavailable } from "../errors.ts";
import type { Store } from "./store.ts";

/** The same store; whatever it rejects with is `Unavailable`. */
export function unavailableOnError(store: Store): Store {
  return {
    name: store.name,
    setting: store.setting,
    connections: () => store.connections(),
    read: (keys) => orUnavailable(store.read(keys)),
    readPrimary: (keys) => orUnavailable(store.readPrimary(keys)),
    put: (write) => orUnavailable(store.put(write)),
    exchange: (record, expected, keys) => orUnavailable(store.exchange(record, expected, keys)),
    tail: (cursor, keys, limit) => orUnavailable(store.tail(cursor, keys, limit)),
    close: () => store.close(),
  };
}

async function orUnavailable<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    throw cause instanceof Unavailable ? cause : new Unavailable("blacklist", cause);
  }
}
