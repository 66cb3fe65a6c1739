import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseUnavailable } from "@curfew/api/ports";
import type { Kysely } from "kysely";
import type { Engine } from "./engine/engine.ts";
import { migrate } from "./schema/migrate.ts";
import type { Tables } from "./schema/tables.ts";

/** How long a piece of work waits for somebody else's lock before it tries again; doubled each time. */
const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 20;

type Work<T> = (db: Kysely<Tables>) => Promise<T>;

/**
 * Does one piece of work on one connection, on a schema that is current. It has to be harmless when
 * begun again: one statement or one transaction. Rejects with `DatabaseUnavailable`, at the latest
 * when the deadline passes; nothing is sent after that, though what was sent may have taken effect.
 */
export type Ask = <T>(work: Work<T>) => Promise<T>;

export function createAsk(engine: Engine, timeoutMs: number): Ask {
  const schema = createSchema(engine, timeoutMs);
  return async (work) => {
    try {
      return await within(timeoutMs, async (signal) => {
        await schema.current();
        return await attempt(engine, { signal, limitMs: timeoutMs }, work);
      });
    } catch (error) {
      schema.doubt();
      throw new DatabaseUnavailable(engine.redact(error));
    }
  };
}

interface Schema {
  /** Resolves when the schema is current, migrating it first where it is not; for all that wait at once. */
  current(): Promise<void>;
  /** After a failure nothing is known: what comes back may be another server, or an older backup. */
  doubt(): void;
}

function createSchema(engine: Engine, timeoutMs: number): Schema {
  let pending: Promise<void> | null = null;
  let isCurrent = false;
  const check = async () => {
    try {
      await within(timeoutMs, (signal) =>
        attempt(engine, { signal, limitMs: timeoutMs }, (db) => migrate(db, engine.idioms)),
      );
      isCurrent = true;
    } finally {
      pending = null;
    }
  };
  return {
    async current() {
      if (isCurrent) return;
      pending ??= check();
      await pending;
    },
    doubt() {
      isCurrent = false;
    },
  };
}

async function within<T>(timeoutMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = new AbortController();
  const late = () => deadline.abort(new Error(`no answer within ${timeoutMs} ms`));
  // Where the event loop was held, timers come before the answer that arrived meanwhile is read.
  const timer = setTimeout(() => setImmediate(late), timeoutMs);
  try {
    return await work(deadline.signal);
  } finally {
    clearTimeout(timer);
  }
}

interface Limits {
  readonly signal: AbortSignal;
  readonly limitMs: number;
}

async function attempt<T>(engine: Engine, limits: Limits, work: Work<T>): Promise<T> {
  const { signal } = limits;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await onLease(engine, limits, work);
    } catch (error) {
      if (!engine.isPassing(error)) throw error;
      // Chance keeps two processes from meeting at the lock again and again.
      await sleep(pause * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
      if (signal.aborted) throw error;
    }
  }
}

async function onLease<T>(engine: Engine, { signal, limitMs }: Limits, work: Work<T>): Promise<T> {
  signal.throwIfAborted();
  const { db, release } = await engine.lease(signal, limitMs);
  try {
    return await work(db);
  } finally {
    release();
  }
}
