import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "@curfew/testing/client";
import { NAP_MS, naps, inTime as within } from "@curfew/testing/in-time";
import { type Service, TIMEOUT_MS } from "./service.ts";

/** What an answer may take beyond the deadline. */
const SLACK_MS = 500;
/** How soon after its repair the store must be of use again. */
const RECOVERY_MS = 2_000;
/** There is no promise about a first connection. */
const SET_UP_MS = 15_000;

/** The answer to a call that is made now, which waits for one deadline and no longer. Rejects if it takes longer. */
export function inTime(answer: Promise<Answer>): Promise<Answer> {
  return within(TIMEOUT_MS + SLACK_MS, answer);
}

/** The answer to a call that is made now, and waits for no deadline. */
export function atOnce(answer: Promise<Answer>): Promise<Answer> {
  return within(TIMEOUT_MS - NAP_MS, answer);
}

type Ask = () => Promise<Answer>;

/**
 * Asks until the store can be asked, or the time is up. Where another driver, asked before and after, isn't answered in
 * time either, the machine is busy: that tells nothing, and it is asked again.
 */
export async function recovered({ isQuick }: Pick<Service, "isQuick">, ask: Ask): Promise<Answer> {
  const answer = await untilAnswered(ask, RECOVERY_MS);
  if (answer.status !== 503) return answer;
  const wasQuick = await isQuick();
  const last = await ask();
  return last.status !== 503 || (wasQuick && (await isQuick())) ? last : recovered({ isQuick }, ask);
}

/** The last answer of those that came in this time, or the first that isn't 503. */
async function untilAnswered(ask: Ask, withinMs: number): Promise<Answer> {
  let isOver = false;
  const time = naps(withinMs, () => isOver).then(() => {
    isOver = true;
  });
  let answer = await ask();
  while (answer.status === 503 && !isOver) {
    await sleep(NAP_MS);
    answer = await ask();
  }
  isOver = true;
  await time;
  return answer;
}

/** Asks until the store can be asked, where no promise is made about the time. */
export function atLast(ask: Ask): Promise<Answer> {
  return untilAnswered(ask, SET_UP_MS);
}
