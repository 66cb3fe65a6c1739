import { type Clock, systemClock } from "../clock.ts";
import { type Checkpoint, type CheckpointChange, type Instance, NO_DATABASE, type Witness } from "./checkpoint.ts";
import type { MemoryJournal } from "./memory-journal.ts";

/** After so long without a word an instance counts as gone. */
const ALIVE_MS = 30_000;

/**
 * Creates a witness that lasts as long as this process: a store that loses something while the process lives is
 * noticed, one that lost it while the process was down is not. For tests, and for projects without a database.
 *
 * @example
 * const witness = memoryWitness();
 * console.log((await witness.read()).checkpoint.version); // 1
 */
export function memoryWitness(clock: Clock = systemClock, journal: MemoryJournal | null = null): Witness {
  const instances = new Map<string, Instance & { readonly at: number }>();
  let checkpoint: Checkpoint = {
    version: 1,
    databaseId: NO_DATABASE,
    store: null,
    generation: null,
    revision: null,
    declared: null,
    lostAt: null,
    formerStore: null,
    bannedKeys: [],
    journaledLine: null,
    longest: { accessSeconds: 0, sessionSeconds: 0 },
  };
  return {
    journal,
    read: async () => ({ checkpoint, at: clock() }),
    async replace(version, change) {
      const replaced = version === checkpoint.version;
      if (replaced) {
        checkpoint = changed(checkpoint, change, clock());
        journal?.append(change.journal ?? []);
      }
      return { checkpoint, at: clock(), replaced };
    },
    async alive(instance) {
      instances.set(instance.id, { ...instance, at: clock().getTime() });
    },
    async instances() {
      const since = clock().getTime() - ALIVE_MS;
      return [...instances.values()].filter(({ at }) => at >= since).map(({ id, setting }) => ({ id, setting }));
    },
  };
}

function changed(from: Checkpoint, { lost, givenUp, journal: _, ...change }: CheckpointChange, at: Date): Checkpoint {
  return {
    ...from,
    ...change,
    version: from.version + 1,
    ...(lost && { lostAt: at }),
    ...(givenUp !== undefined && { formerStore: { id: givenUp, at } }),
  };
}
