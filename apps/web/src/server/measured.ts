import type { Gauge } from "@curfew/api";
import type { Store } from "@curfew/auth";

/** The same store, with the time that every answer to a question takes noted: failed ones too. */
export function measured(store: Store, gauge: Gauge): Store {
  const timed = async <T>(question: Promise<T>): Promise<T> => {
    const begun = performance.now();
    try {
      return await question;
    } finally {
      gauge.took(performance.now() - begun);
    }
  };
  return {
    ...store,
    read: (keys) => timed(store.read(keys)),
    tail: (cursor, keys, limit) => timed(store.tail(cursor, keys, limit)),
  };
}
