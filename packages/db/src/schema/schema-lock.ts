import { setTimeout as sleep } from "node:timers/promises";
import { attempt, type Limits, type Work } from "../engine/attempt.ts";
import type { Engine } from "../engine/engine.ts";

export interface Place {
  readonly engine: Engine;
  readonly limits: Limits;
}

/** The time a process waits for another one that changes the schema before it looks again. */
const PAUSE_MS = 100;

/** Does the work in a transaction that keeps all other processes from the schema, also if it does it over others. */
export async function alone<T>({ engine, limits }: Place, work: Work<T>): Promise<T> {
  for (;;) {
    const done = await attempt(engine, limits, (db) =>
      db.transaction().execute(async (transaction) => {
        const { tryLockSchema } = engine.dialect;
        if (tryLockSchema === null) return { result: await work(transaction) };
        const { rows } = await tryLockSchema.execute(transaction);
        return rows[0]?.isLocked ? { result: await work(transaction) } : null;
      }),
    );
    if (done !== null) return done.result;
    await sleep(PAUSE_MS * (0.5 + Math.random()), undefined, { signal: limits.signal });
  }
}
