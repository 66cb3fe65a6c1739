import type { Database } from "@curfew/api/ports";
import { advise } from "./advice.ts";
import { createAsk } from "./asking.ts";
import { createAttemptWindows } from "./attempts.ts";
import { createAuditTrail } from "./audit/trail.ts";
import { createCheckpointWitness } from "./checkpoint/checkpoint-witness.ts";
import type { Engine } from "./engine/engine.ts";
import { createPostgresEngine } from "./engine/postgres.ts";
import { createSqliteEngine } from "./engine/sqlite.ts";
import { migrate } from "./schema/migrate.ts";
import { createSessions } from "./sessions/sessions.ts";
import { timeOf } from "./time.ts";
import { createPasswordResets } from "./users/password-resets.ts";
import { createUsers } from "./users/users.ts";

const DEFAULT_TIMEOUT_MS = 2000;
/** A timer of more rings at once. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

export interface DatabaseOptions {
  /** `postgres://…`, or null for SQLite. */
  readonly url: string | null;
  /** Where SQLite keeps `curfew.db`; made, for its owner alone, at first use. */
  readonly directory: string;
  /**
   * Hard deadline of every question, waiting for a connection or a lock included. Default 2000.
   * What is done in pieces (`endEverything`, `prune`, `end` of many) has it for each piece. Attempts are
   * counted in half of it.
   */
  readonly timeoutMs?: number;
}

/**
 * Asks nobody anything yet: the schema is made or brought up to date before the first question, and
 * a database that is down answers again once it is up.
 * @throws TypeError if the url can't be read, RangeError for a time-out that no timer can keep.
 */
export function createDatabase({ url, directory, timeoutMs = DEFAULT_TIMEOUT_MS }: DatabaseOptions): Database {
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > MAX_TIMEOUT_MS) {
    throw new RangeError(`timeoutMs is not an integer from 1 to ${MAX_TIMEOUT_MS}`);
  }
  return databaseOver(url === null ? createSqliteEngine(directory) : createPostgresEngine(url, timeoutMs), timeoutMs);
}

export function databaseOver(engine: Engine, timeoutMs: number): Database {
  const ask = createAsk(engine, timeoutMs);
  return {
    users: createUsers(ask, engine.idioms),
    sessions: createSessions(ask, engine.idioms),
    audit: createAuditTrail(ask),
    passwordResets: createPasswordResets(ask, engine.idioms),
    attempts: createAttemptWindows(createAsk(engine, Math.ceil(timeoutMs / 2)), engine.idioms),
    checkpoint: createCheckpointWitness(ask, engine.idioms),
    time: () => ask((db) => timeOf(db, engine.idioms)),
    ready: () => ask((db) => migrate(db, engine.idioms)),
    advice: () => advise(ask),
    close: () => engine.close(),
  };
}
