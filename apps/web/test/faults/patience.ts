import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "../processes/client.ts";
import { TIMEOUT_MS } from "./service.ts";

/** What an answer may take beyond the deadline. */
const SLACK_MS = 500;
/** How soon after its repair the store must be of use again. */
const RECOVERY_MS = 2_000;
/** There is no promise about a first connection. */
const SET_UP_MS = 15_000;
const NAP_MS = 20;

/** Time is counted in short naps, of which a busy machine has fewer. */
async function pass(milliseconds: number, isOver: () => boolean): Promise<void> {
  for (let passed = 0; passed < milliseconds && !isOver(); passed += NAP_MS) await sleep(NAP_MS);
}

/** The answer to a call that is made now, which waits for one deadline and no longer. Rejects if it takes longer. */
export function inTime(answer: Promise<Answer>): Promise<Answer> {
  return within(TIMEOUT_MS + SLACK_MS, answer);
}

/** The answer to a call that is made now, and waits for no deadline. */
export function atOnce(answer: Promise<Answer>): Promise<Answer> {
  return within(TIMEOUT_MS - NAP_MS, answer);
}

async function within(milliseconds: number, answer: Promise<Answer>): Promise<Answer> {
  let isOver = false;
  const late = pass(milliseconds, () => isOver).then(() => null);
  const first = await Promise.race([answer, late]);
  isOver = true;
  if (first === null) throw new Error("no answer in time");
  return first;
}

/** Asks until the store can be asked, or the time is up. */
export async function recovered(ask: () => Promise<Answer>, withinMs = RECOVERY_MS): Promise<Answer> {
  let isOver = false;
  const time = pass(withinMs, () => isOver).then(() => {
    isOver = true;
  });
  const answer = await untilAnswered(ask, () => isOver);
  isOver = true;
  await time;
  return answer;
}

async function untilAnswered(ask: () => Promise<Answer>, isOver: () => boolean): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (answer.status !== 503 || isOver()) return answer;
    await sleep(NAP_MS);
  }
}

/** The same where no promise is made about the time. */
export function atLast(ask: () => Promise<Answer>): Promise<Answer> {
  return recovered(ask, SET_UP_MS);
}
