import { MigrationNeeded, type MigrationOptions, type MigrationStep, SchemaError } from "@curfew/api/database";
import { orAborted } from "../engine/abort.ts";
import { attempt, type Limits, withTimeout } from "../engine/attempt.ts";
import type { Engine } from "../engine/engine.ts";
import { createBackOff } from "./back-off.ts";
import { fillEmpty, migrate } from "./migrate.ts";
import { migrations } from "./migrations.ts";
import { readVersion } from "./version.ts";

/** Long enough for millions of rows on a slow disk. */
const MIGRATION_DEADLINE_MS = 60 * 60 * 1000;

/** To make the schema of an empty database may take as long as so many questions. */
const FILLING = 10;

export interface Schema {
  /**
   * Resolves when the schema is current, for all that wait at once. One that isn't is brought up to date, which goes
   * on when `signal` is aborted, or refused.
   */
  current(signal: AbortSignal): Promise<void>;
  /** After a failure nothing is known: what comes back may be another server, or an older backup. */
  doubt(): void;
  /** Brings it up to date now; answers how many steps that took. */
  migrate(options: MigrationOptions): Promise<number>;
  /** Ends what is under way. */
  close(): void;
}

export interface SchemaOptions {
  /** The deadline of a look at the schema. */
  readonly timeoutMs: number;
  /** False: a schema that isn't current is refused with `MigrationNeeded`. */
  readonly migrateOnStart: boolean;
}

export function createSchema(engine: Engine, { timeoutMs, migrateOnStart }: SchemaOptions): Schema {
  const closing = new AbortController();
  const backOff = createBackOff();
  let pending: Promise<void> | null = null;
  let isCurrent = false;
  let step = "";

  const limited = (limits: Limits): Limits => ({
    ...limits,
    signal: AbortSignal.any([limits.signal, closing.signal]),
  });
  const read = () =>
    withTimeout(timeoutMs, (limits) => attempt(engine, limits, (db) => readVersion(db, engine.dialect)));
  const bringForward = ({ deadlineMs = MIGRATION_DEADLINE_MS, onStep = () => {} }: MigrationOptions) =>
    withTimeout(deadlineMs, (limits) => migrate({ engine, limits: limited(limits), onStep }));
  const run = async (options: MigrationOptions) => {
    const from =
      (await read()) ||
      (await withTimeout(FILLING * timeoutMs, (limits) => fillEmpty({ engine, limits: limited(limits) })));
    if (from === 0) return migrations.length;
    return from < migrations.length ? bringForward(options) : 0;
  };
  const look = async () => {
    if ((await read()) >= migrations.length) return;
    if (!migrateOnStart) throw new MigrationNeeded();
    const onStep = ({ name }: MigrationStep) => {
      step = name;
    };
    await backOff.over(() => run({ onStep }));
  };
  const check = async () => {
    try {
      await look();
      isCurrent = true;
    } finally {
      pending = null;
      step = "";
    }
  };
  return {
    async current(signal) {
      if (isCurrent) return;
      pending ??= check();
      try {
        await orAborted(pending, signal);
      } catch (error) {
        if (step === "" || !signal.aborted) throw error;
        throw new SchemaError(`The schema is being brought up to date: step "${step}".`);
      }
    },
    doubt() {
      isCurrent = false;
    },
    migrate: run,
    close: () => closing.abort(new Error("the database was closed")),
  };
}
