import { setTimeout as sleep } from "node:timers/promises";
import type { AppProcess } from "@curfew/web/testing";
import type { Checker } from "./checker.ts";

const EVERY_MS = 500;
/** A machine that has time for all this wakes a sleeper this much too late at most, and has a process say that it lives. */
const LATE_MS = 200;
const ALIVE_MS = 500;

/**
 * Notes when the machine was too busy: the line to the store runs through this process, and a store call passes it many
 * times. What asks neither store nor database was slow then as well. Resolves with the share of the time, from 0 to 1.
 */
export async function watchStrain(
  checker: Checker,
  apps: () => readonly AppProcess[],
  isOver: () => boolean,
): Promise<number> {
  let [strained, all] = [0, 0];
  while (!isOver()) {
    const from = Date.now();
    const alive = Promise.all(apps().map(({ address }) => fetch(`${address}/healthz`).catch(() => null)));
    await sleep(EVERY_MS);
    const lateMs = Date.now() - from - EVERY_MS;
    await alive;
    const until = Date.now();
    if (lateMs > LATE_MS || until - from > EVERY_MS + ALIVE_MS) {
      checker.strained(from, until);
      strained += until - from;
    }
    all += until - from;
  }
  return strained / Math.max(1, all);
}
