import { type Database, DatabaseUnavailable, type MigrationOptions } from "@curfew/api/database";
import { createAttemptWindows } from "./attempts.ts";
import { createAuditTrail } from "./audit/trail.ts";
import { createCheckpointWitness } from "./checkpoint/checkpoint-witness.ts";
import { diagnose } from "./diagnostics.ts";
import type { Engine } from "./engine/engine.ts";
import { createPostgresEngine } from "./engine/postgres.ts";
import { createSqliteEngine } from "./engine/sqlite/engine.ts";
import { createRunQuery } from "./run-query.ts";
import { createSchema, type Schema, type SchemaOptions } from "./schema/schema.ts";
import { createSessions } from "./sessions/sessions.ts";
import { timeOf } from "./time.ts";
import { createPasswordResets } from "./users/password-resets.ts";
import { createUsers } from "./users/users.ts";

const DEFAULT_TIMEOUT_MS = 2000;
/** A timer of more rings at once. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;
const DEFAULT_POOL_SIZE = 10;
const MAX_POOL_SIZE = 1000;

export interface DatabaseOptions {
  /** `postgres://…`, or null for SQLite. */
  readonly url: string | null;
  /** The folder in which SQLite keeps `curfew.db`; made, for its owner alone, at first use. */
  readonly directory: string;
  /**
   * Hard deadline of every question, waiting for a connection or a lock included. Default 2000.
   * What is done in pieces (`endEverything`, `prune`, `end` of many) has it for each piece. Attempts are
   * counted in half of it.
   */
  readonly timeoutMs?: number;
  /** Connections to Postgres at most, and two more while the schema is brought up to date. Default 10. */
  readonly poolSize?: number;
  /** False: until `migrate` has run, an older schema is refused with `MigrationNeeded`. Default true. */
  readonly migrateOnStart?: boolean;
}

/**
 * Connects to nothing yet: the schema is made or brought up to date before the first question, and
 * a database that is down answers again once it is up.
 * @throws TypeError if the url can't be read, RangeError for a time-out that no timer can keep or a pool without room.
 */
export function createDatabase(options: DatabaseOptions): Database {
  const {
    url,
    directory,
    timeoutMs = DEFAULT_TIMEOUT_MS,
    poolSize = DEFAULT_POOL_SIZE,
    migrateOnStart = true,
  } = options;
  requireInteger("timeoutMs", timeoutMs, MAX_TIMEOUT_MS);
  requireInteger("poolSize", poolSize, MAX_POOL_SIZE);
  const engine = url === null ? createSqliteEngine(directory) : createPostgresEngine(url, timeoutMs, poolSize);
  return databaseOver(engine, { timeoutMs, migrateOnStart });
}

function requireInteger(name: string, value: number, max: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= max) return;
  throw new RangeError(`${name} is not an integer from 1 to ${max}`);
}

export function databaseOver(engine: Engine, options: SchemaOptions): Database {
  const { dialect } = engine;
  const schema = createSchema(engine, options);
  const runQuery = createRunQuery(engine, schema, options.timeoutMs);
  const runQueryBriefly = createRunQuery(engine, schema, Math.ceil(options.timeoutMs / 2));
  return {
    users: createUsers(runQuery, dialect),
    sessions: createSessions(runQuery, dialect),
    audit: createAuditTrail(runQuery),
    passwordResets: createPasswordResets(runQuery, dialect),
    attempts: createAttemptWindows(runQueryBriefly, dialect),
    checkpoint: createCheckpointWitness(runQuery, dialect),
    time: () => runQuery((db) => timeOf(db, dialect)),
    async ready() {
      schema.doubt();
      await runQuery(async () => {});
    },
    migrate: (migration = {}) => bringUpToDate(engine, schema, migration),
    advice: () => diagnose(runQuery),
    async close() {
      schema.close();
      await engine.close();
    },
  };
}

async function bringUpToDate(engine: Engine, schema: Schema, migration: MigrationOptions): Promise<number> {
  try {
    return await schema.migrate(migration);
  } catch (error) {
    throw new DatabaseUnavailable(engine.redact(error));
  }
}
