import { logRetentionMs, type Store } from "../../src/index.ts";
import { openMemoryStore } from "../../src/stores/memory.ts";
import { TEST_LIFETIMES, type TestClock } from "../../src/testing/index.ts";

/** A store that can be copied as it stood at any moment: what was done to it is done again to another. */
export interface Replayable extends Store {
  /** A copy as of now; with a number, as of so many calls before. */
  copy(callsBefore?: number): Promise<Replayable>;
}

type Call = (store: Store) => Promise<unknown>;

export function replayable(clock: TestClock): Replayable {
  const store = openMemoryStore({ clock: clock.now, logRetentionMs: logRetentionMs(TEST_LIFETIMES.accessSeconds, 5) });
  const calls: Call[] = [];
  const noted = <T>(call: (to: Store) => Promise<T>): Promise<T> => {
    calls.push(call);
    return call(store);
  };
  return {
    ...store,
    setting: "replayable",
    put: (write) => noted((to) => to.put(write)),
    exchange: (record, expected, keys) => noted((to) => to.exchange(record, expected, keys)),
    restore: (restoration) => noted((to) => to.restore(restoration)),
    async copy(callsBefore = 0) {
      const other = replayable(clock);
      for (const call of calls.slice(0, calls.length - callsBefore)) await call(other);
      return other;
    },
  };
}
