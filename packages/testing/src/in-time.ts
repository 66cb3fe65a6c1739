import { setTimeout as sleep } from "node:timers/promises";

export const NAP_MS = 20;

/** Lets so much time pass, or until it is over, in short naps: a busy machine, which answers late, naps as long. */
export async function naps(milliseconds: number, isOver: () => boolean = () => false): Promise<void> {
  for (let passed = 0; passed < milliseconds && !isOver(); passed += NAP_MS) await sleep(NAP_MS);
}

/** The answer, which has to come in this time. Rejects if it doesn't. */
export async function inTime<T>(milliseconds: number, answer: Promise<T>): Promise<T> {
  let isOver = false;
  const late = naps(milliseconds, () => isOver).then(() => {
    if (!isOver) throw new Error(`no answer within ${milliseconds} ms`);
    return answer;
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    isOver = true;
  }
}
