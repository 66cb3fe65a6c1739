import type { Store } from "../../src/blacklist/store.ts";
import type { Harness } from "./conformance.ts";

export interface HarnessOptions {
  readonly connect: () => Store;
  readonly pass: (ms: number) => Promise<void>;
  /** What is left to do when all stores are closed. */
  readonly remove?: () => void;
}

/** A harness whose stores all come from `connect`. */
export function harnessOf({ connect, pass, remove = () => {} }: HarnessOptions): Harness {
  const stores: Store[] = [];
  function open(): Store {
    const store = connect();
    stores.push(store);
    return store;
  }
  return {
    store: open(),
    another: async () => open(),
    pass,
    close: async () => {
      await Promise.all(stores.map((store) => store.close()));
      remove();
    },
  };
}
