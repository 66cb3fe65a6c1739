import { setTimeout as sleep } from "node:timers/promises";
import type { Kysely } from "kysely";
import type { Tables } from "../tables.ts";
import type { Engine } from "./engine.ts";

/** The time work waits for another process's lock before it tries again; doubled each time. */
const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 20;

/** It has to be harmless when begun again: one statement or one transaction. */
export type Work<T> = (db: Kysely<Tables>) => Promise<T>;

export interface Limits {
  readonly signal: AbortSignal;
  /** After which the server itself ends a transaction. */
  readonly limitMs: number;
}

/** Calls `work` with a signal that is aborted after so long. */
export async function withTimeout<T>(timeoutMs: number, work: (limits: Limits) => Promise<T>): Promise<T> {
  const deadline = new AbortController();
  const late = () => deadline.abort(new Error(`no answer within ${timeoutMs} ms`));
  // Where the event loop was held, timers come before the answer that arrived meanwhile is read.
  const timer = setTimeout(() => setImmediate(late), timeoutMs);
  try {
    return await work({ signal: deadline.signal, limitMs: timeoutMs });
  } finally {
    clearTimeout(timer);
  }
}

/** Does the work on one connection, again and again while another process's lock is in its way. */
export async function attempt<T>(engine: Engine, limits: Limits, work: Work<T>): Promise<T> {
  const { signal } = limits;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await onLease(engine, limits, work);
    } catch (error) {
      if (!engine.isTransient(error)) throw error;
      // Chance keeps two processes from meeting at the lock again and again.
      await sleep(pause * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
      if (signal.aborted) throw error;
    }
  }
}

async function onLease<T>(engine: Engine, { signal, limitMs }: Limits, work: Work<T>): Promise<T> {
  signal.throwIfAborted();
  const { db, release } = await engine.lease(signal, limitMs);
  let result: T;
  try {
    result = await work(db);
  } catch (error) {
    // That it failed says more than what became of its beginnings.
    release().catch(() => {});
    throw error;
  }
  await release();
  return result;
}
