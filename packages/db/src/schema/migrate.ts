import { setTimeout as sleep } from "node:timers/promises";
import { type MigrationStep, SchemaError } from "@curfew/api/database";
import type { Kysely } from "kysely";
import { attempt, type Work } from "../engine/attempt.ts";
import type { Engine } from "../engine/engine.ts";
import type { Tables } from "../tables.ts";
import { buildIndex } from "./index-build.ts";
import { migrations } from "./migrations.ts";
import { alone, type Place } from "./schema-lock.ts";
import { createIndex, type Step } from "./step.ts";
import { readVersion } from "./version.ts";

interface Migration extends Place {
  readonly onStep: (step: MigrationStep) => void;
}

/** The time a step that found a table in use waits before it asks for it again. */
const PAUSE_MS = 500;

/** Makes the schema of an empty database, all of it or nothing. Answers which version there was. */
export function fillEmpty(place: Place): Promise<number> {
  const { engine } = place;
  return alone(place, async (transaction) => {
    const from = await readVersion(transaction, engine.dialect);
    for (const [index, step] of from === 0 ? migrations.entries() : []) {
      await change(transaction, engine, step);
      await createIndexes(transaction, step);
      await record(transaction, index + 1);
    }
    return from;
  });
}

/**
 * Brings the schema of a database that is in use up to date, step after step, each of which leaves one that the version
 * before can work with; answers how many that took. No other process does meanwhile. A schema newer than this code is
 * left as it is: while a deployment rolls out, the old version goes on beside the new one.
 * @throws SchemaError that names the step, with its cause; or what the engine throws.
 */
export function migrate(migration: Migration): Promise<number> {
  return aside(migration, (apart) =>
    // Where writers exclude each other anyway each step does so by itself.
    apart.engine.dialect.tryLockSchema === null ? takeSteps(apart) : alone(apart, () => takeSteps(apart)),
  );
}

async function aside<T>(migration: Migration, work: (apart: Migration) => Promise<T>): Promise<T> {
  const engine = migration.engine.setAside();
  try {
    return await work({ ...migration, engine });
  } finally {
    await engine.close();
  }
}

async function takeSteps(migration: Migration): Promise<number> {
  const { engine, limits, onStep } = migration;
  const from = await attempt(engine, limits, (db) => readVersion(db, engine.dialect));
  const left = migrations.slice(from);
  for (const [index, step] of left.entries()) {
    onStep({ name: step.name, number: index + 1, count: left.length });
    try {
      await take(migration, step, from + index + 1);
    } catch (cause) {
      throw new SchemaError(`The schema could not be brought up to date: step "${step.name}".`, engine.redact(cause));
    }
  }
  return left.length;
}

async function take(migration: Migration, step: Step, version: number): Promise<void> {
  const { engine, limits } = migration;
  const { buildsAside, lockBriefly } = engine.dialect;
  for (const index of buildsAside ? (step.indexes ?? []) : []) {
    await attempt(engine, limits, (db) => buildIndex(db, index));
  }
  await patiently(migration, (db) =>
    db.transaction().execute(async (transaction) => {
      if ((await readVersion(transaction, engine.dialect)) >= version) return;
      await lockBriefly?.execute(transaction);
      await change(transaction, engine, step);
      if (!buildsAside) await createIndexes(transaction, step);
      await record(transaction, version);
    }),
  );
}

async function change(db: Kysely<Tables>, { dialect }: Engine, step: Step): Promise<void> {
  for (const statement of step.statements?.(dialect) ?? []) await statement.execute(db);
}

async function createIndexes(db: Kysely<Tables>, step: Step): Promise<void> {
  for (const index of step.indexes ?? []) await createIndex(index).execute(db);
}

async function record(db: Kysely<Tables>, version: number): Promise<void> {
  await db.insertInto("schema_version").values({ version }).execute();
}

/**
 * Runs a step that needs a lock on a table. While it waits behind a long transaction all others wait too: so it asks
 * briefly, and lets go.
 */
async function patiently<T>({ engine, limits }: Migration, work: Work<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt(engine, limits, work);
    } catch (error) {
      if (!engine.isLocked(error)) throw error;
      await sleep(PAUSE_MS * (0.5 + Math.random()), undefined, { signal: limits.signal }).catch(() => {});
      if (limits.signal.aborted) throw error;
    }
  }
}
