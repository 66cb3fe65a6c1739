import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * The longest that one turn of the event loop kept the processor while the work ran. Counted is what
 * this thread itself has used: whatever else the machine does makes no difference.
 */
export async function longestTurn(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let isOver = false;
  const watch = async () => {
    for (let before = used(); !isOver; ) {
      await nextTurn();
      const now = used();
      longest = Math.max(longest, now - before);
      before = now;
    }
  };
  const watching = watch();
  await work().finally(() => {
    isOver = true;
  });
  await watching;
  return longest;
}

/** Processor time of this thread so far, milliseconds. */
export function used(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
