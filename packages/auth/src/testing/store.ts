import { type Store, StoreError } from "../blacklist/store.ts";

/**
 * How a broken store behaves: it `refuse`s at once, it is `silent`, or its write arrives and the
 * `answer-lost`.
 */
export type Fault = "refuse" | "silent" | "answer-lost";

export interface BreakableStore extends Store {
  /** Every call misbehaves so from now on, or only calls of one method. */
  break(fault: Fault, method?: keyof Calls): void;
  mend(): void;
  /** How often each method was called, failures included. */
  readonly calls: Calls;
}

interface Calls {
  read: number;
  readPrimary: number;
  put: number;
  exchange: number;
  tail: number;
}

/** Puts a real store at the command of a test. */
export function breakableStore(store: Store): BreakableStore {
  const calls: Calls = { read: 0, readPrimary: 0, put: 0, exchange: 0, tail: 0 };
  let broken: { fault: Fault; method: keyof Calls | undefined } | null = null;

  const call = async <T>(method: keyof Calls, work: () => Promise<T>): Promise<T> => {
    calls[method] += 1;
    if (broken === null || (broken.method ?? method) !== method) return work();
    if (broken.fault === "silent") return new Promise<never>(() => {});
    if (broken.fault === "answer-lost") await work();
    throw new StoreError("broken on command");
  };

  return {
    name: store.name,
    setting: store.setting,
    connections: () => store.connections(),
    calls,
    break(fault, method) {
      broken = { fault, method };
    },
    mend() {
      broken = null;
    },
    read: (keys) => call("read", () => store.read(keys)),
    readPrimary: (keys) => call("readPrimary", () => store.readPrimary(keys)),
    put: (write) => call("put", () => store.put(write)),
    exchange: (record, expected, keys) => call("exchange", () => store.exchange(record, expected, keys)),
    tail: (cursor, keys, limit) => call("tail", () => store.tail(cursor, keys, limit)),
    close: () => store.close(),
  };
}
