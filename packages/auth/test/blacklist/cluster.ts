import { memoryWitness } from "../../src/blacklist/memory-witness.ts";
import type { Store, Witness } from "../../src/index.ts";
import { createTestAuth, createTestClock } from "../../src/testing/index.ts";
import { replayable } from "./replayable.ts";

export const BY_GENERATION = { ok: false, code: "token_revoked", by: "generation" };

/** None of these tests is about the deadline, which a busy machine would miss. */
const PATIENT_MS = 10_000;

/** A store in whose place another can be put, as a restore or a failover does, behind the same setting. */
export function swappable<T extends Store>(first: T) {
  let current = first;
  const store: Store = {
    name: "swappable",
    setting: "swappable",
    connections: () => 0,
    read: (keys) => current.read(keys),
    readPrimary: (keys) => current.readPrimary(keys),
    put: (write) => current.put(write),
    exchange: (record, expected, keys) => current.exchange(record, expected, keys),
    restore: (restoration) => current.restore(restoration),
    tail: (query) => current.tail(query),
    close: () => current.close(),
  };
  const swap = (other: T) => {
    current = other;
  };
  return { store, swap, now: () => current };
}

/** Several processes on one store that can be swapped under them. */
export async function cluster(clock = createTestClock(), witness: Witness = memoryWitness(clock.now)) {
  const empty = () => replayable(clock);
  const { store, swap, now } = swappable(empty());
  const first = await createTestAuth({ clock, witness, store, timeoutMs: PATIENT_MS });
  const start = () => createTestAuth({ clock, witness, store, ring: first.ring, timeoutMs: PATIENT_MS });
  /** A copy of what stands in the store now, to be restored later. */
  const backup = () => now().copy();
  return { first, start, backup, swap, now, empty, clock, witness };
}
