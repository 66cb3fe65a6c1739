import type { Store, StoreRecord } from "@curfew/auth";

/** Counts what stands in a store, by the records that are put into it. */
export interface Census {
  readonly store: Store;
  /** How many records whose key begins so stand at `at`, milliseconds, or would if they lived so much longer. */
  standing(prefix: string, at: number, longerMs?: number): number;
}

/** Wraps a store; `now` is its time in milliseconds. */
export function createCensus(store: Store, now: () => number): Census {
  const ends = new Map<string, number>();
  const note = ({ key, lifetimeMs }: StoreRecord) => {
    ends.set(key, lifetimeMs === null ? Number.POSITIVE_INFINITY : now() + lifetimeMs);
  };
  return {
    store: {
      ...store,
      async put(write, late) {
        const written = await store.put(write, late);
        write.records.forEach(note);
        return written;
      },
      async exchange(record, expected, keys, late) {
        const exchanged = await store.exchange(record, expected, keys, late);
        if (exchanged.value === record.value) note(record);
        return exchanged;
      },
    },
    standing: (prefix, at, longerMs = 0) =>
      [...ends].filter(([key, end]) => key.replace(SPACE, "").startsWith(prefix) && end + longerMs > at).length,
  };
}

/** What the keys of a generation's records begin with. */
const SPACE = /^[0-9a-z]+\.[A-Za-z0-9_-]+:/;
