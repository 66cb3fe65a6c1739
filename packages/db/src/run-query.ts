import { DatabaseUnavailable } from "@curfew/api/database";
import { attempt, type Work, withTimeout } from "./engine/attempt.ts";
import type { Engine } from "./engine/engine.ts";
import type { Schema } from "./schema/schema.ts";

/**
 * Does one piece of work on one connection, on a schema that is current. Rejects with `DatabaseUnavailable`, at
 * the latest when the deadline passes; nothing is sent after that, though what was sent may have taken effect.
 */
export type RunQuery = <T>(work: Work<T>) => Promise<T>;

export function createRunQuery(engine: Engine, schema: Schema, timeoutMs: number): RunQuery {
  return async (work) => {
    try {
      return await withTimeout(timeoutMs, async (limits) => {
        await schema.current(limits.signal);
        return await attempt(engine, limits, work);
      });
    } catch (error) {
      schema.doubt();
      throw error instanceof DatabaseUnavailable ? error : new DatabaseUnavailable(engine.redact(error));
    }
  };
}
