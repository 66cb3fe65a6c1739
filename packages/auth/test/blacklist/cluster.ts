import { memoryWitness } from "../../src/blacklist/memory-witness.ts";
import { memoryStore } from "../../src/drivers/memory.ts";
import { logRetentionMs, type Store, type Witness } from "../../src/index.ts";
import { createTestAuth, createTestClock, TEST_LIFETIMES } from "../../src/testing/index.ts";

export const BY_GENERATION = { ok: false, code: "token_revoked", by: "generation" };

/** A store in whose place another can be put, as a restore does. */
export function swappable(first: Store): { readonly store: Store; swap(other: Store): void } {
  let current = first;
  const store: Store = {
    name: "swappable",
    read: (keys) => current.read(keys),
    put: (records) => current.put(records),
    putIfAbsent: (record) => current.putIfAbsent(record),
    tail: (cursor, keys, limit) => current.tail(cursor, keys, limit),
    close: () => current.close(),
  };
  const swap = (other: Store) => {
    current = other;
  };
  return { store, swap };
}

/** Several processes on one store that can be swapped under them. */
export async function cluster(witness: Witness = memoryWitness()) {
  const clock = createTestClock();
  const empty = () =>
    memoryStore({ clock: clock.now, logRetentionMs: logRetentionMs(TEST_LIFETIMES.accessSeconds, 5) });
  const { store, swap } = swappable(empty());
  const first = await createTestAuth({ clock, witness, store });
  const start = () => createTestAuth({ clock, witness, store, ring: first.ring });
  /** A copy of what stands in the store now, to be restored later. */
  const backup = async () => {
    const copy = empty();
    const keys = ["generation", "birth:1", "birth:2", "birth:3"];
    const marks = Number((await store.read(["mark"]))[0] ?? 0);
    const kept = (await store.read(keys)).flatMap((value, i) =>
      value === null ? [] : [{ key: keys[i] ?? "", value, lifetimeMs: null }],
    );
    for (let i = 1; i < marks; i += 1) await copy.put([{ key: "filler", value: "x", lifetimeMs: null }]);
    await copy.put(kept);
    return copy;
  };
  return { first, start, backup, swap, empty, clock };
}
