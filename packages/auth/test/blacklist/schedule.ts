import { setTimeout as sleep } from "node:timers/promises";
import type { Store, Witness } from "../../src/index.ts";
import { wrapStore } from "../../src/index.ts";

/** Whole numbers from a seed, the same ones for the same seed. */
export function chanceOf(seed: number) {
  let state = seed >>> 0;
  /** From 0 to below `end`. */
  return (end: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % end;
  };
}

/** Lets calls wait until they are chosen, so that a test decides in which order they take effect and are answered. */
export function createSchedule(chance: (end: number) => number) {
  const waiting: (() => void)[] = [];

  const turn = () => new Promise<void>((resolve) => waiting.push(resolve));

  /** Waits before it is done, and again before its answer is heard. */
  const scheduled = async <T>(call: () => Promise<T>): Promise<T> => {
    await turn();
    const answer = await call();
    await turn();
    return answer;
  };

  return {
    store: (store: Store): Store => wrapStore(store, (_method, call) => scheduled(call)),
    witness: (witness: Witness): Witness => ({
      ...witness,
      read: () => scheduled(witness.read),
      replace: (version, change) => scheduled(() => witness.replace(version, change)),
    }),
    /** Lets one of those that wait go on, and everything happen that follows from it at once. False if nobody waits. */
    async step(): Promise<boolean> {
      await settle();
      const [chosen] = waiting.splice(chance(Math.max(1, waiting.length)), 1);
      chosen?.();
      await settle();
      return chosen !== undefined;
    },
  };
}

/** Lets those that wait go on, one at a time, until all of these are done. Signatures are checked in threads of their own. */
export async function drain(schedule: ReturnType<typeof createSchedule>, tasks: readonly Promise<unknown>[]) {
  let isDone = false;
  const all = Promise.all(tasks).finally(() => {
    isDone = true;
  });
  while (!isDone) if (!(await schedule.step())) await sleep(1);
  return all;
}

async function settle(): Promise<void> {
  for (let i = 0; i < 3; i += 1) await new Promise(setImmediate);
}
