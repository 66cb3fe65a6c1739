import { type Store, StoreError } from "../blacklist/store.ts";
import { type AroundCall, type StoreMethod, wrapStore } from "../blacklist/wrap-store.ts";

/**
 * How a broken store behaves: it `refuse`s at once, it is `silent`, or its write arrives and the
 * `answer-lost`.
 */
export type Fault = "refuse" | "silent" | "answer-lost";

export interface BreakableStore extends Store {
  /** Every call misbehaves so from now on, or only calls of one method. */
  break(fault: Fault, method?: StoreMethod): void;
  mend(): void;
  /** How often each method was called, failures included. */
  readonly calls: Calls;
}

type Calls = Record<StoreMethod, number>;

/**
 * Puts a real store at the command of a test.
 *
 * @example
 * const store = breakableStore(openMemoryStore({ clock: systemClock, logRetentionMs: 660_000 }));
 * store.break("refuse", "put");
 * console.log(await store.read(["token:1"]), store.calls.read); // [ null ] 1
 */
export function breakableStore(store: Store): BreakableStore {
  const calls: Calls = { read: 0, readPrimary: 0, put: 0, exchange: 0, restore: 0, tail: 0 };
  let broken: { fault: Fault; method: StoreMethod | undefined } | null = null;

  const call: AroundCall = async <T>(method: StoreMethod, work: () => Promise<T>): Promise<T> => {
    calls[method] += 1;
    if (broken === null || (broken.method ?? method) !== method) return work();
    if (broken.fault === "silent") return new Promise<never>(() => {});
    if (broken.fault === "answer-lost") await work();
    throw new StoreError("broken on command");
  };

  return {
    ...wrapStore(store, call),
    calls,
    break(fault, method) {
      broken = { fault, method };
    },
    mend() {
      broken = null;
    },
  };
}
