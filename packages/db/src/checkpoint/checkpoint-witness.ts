import { randomBytes } from "node:crypto";
import type { CheckpointChange, Generation, Witness, WitnessReading } from "@curfew/api/database";
import type { Kysely, Selectable } from "kysely";
import type { Dialect } from "../engine/dialect.ts";
import type { RunQuery } from "../run-query.ts";
import type { CheckpointTable, Tables } from "../tables.ts";
import { appendToJournal } from "./append-journal.ts";
import { createInstances } from "./instances.ts";
import { createJournal } from "./journal.ts";
import { changedColumns, toCheckpoint } from "./row.ts";
import { heardSince, raiseWitness, toGeneration } from "./version-before.ts";

/** The id of the table's only row. */
const ONLY = 1;

const DATABASE_ID_BYTES = 16;

/** Keeps the checkpoint in one row. Times are the database's. */
export function createCheckpointWitness(runQuery: RunQuery, dialect: Dialect): Witness {
  return {
    journal: createJournal(runQuery, dialect),
    read: () => runQuery((db) => read(db, dialect)),
    replace: (version, change) =>
      runQuery(async (db) => {
        const replaced = await replace(db, dialect, version, change);
        if (replaced) return { ...replaced, replaced: true };
        return { ...(await read(db, dialect)), replaced: false };
      }),
    ...createInstances(runQuery, dialect),
  };
}

async function read(db: Kysely<Tables>, dialect: Dialect): Promise<WitnessReading> {
  for (;;) {
    const row = await find(db, dialect);
    if (row === undefined) {
      await create(db);
      continue;
    }
    const { number, generation, mark } = row;
    const isHeard = number !== null && generation !== null && mark !== null;
    const begun = heardSince(row, isHeard ? { number, generation, mark } : null);
    if (begun === null) return reading(row);
    // If another process is faster, its row is what is read next.
    await update(db, dialect, row.version, { generation: begun, revision: null, declared: null });
  }
}

function reading(row: Selectable<CheckpointTable> & { now: number }): WitnessReading {
  return { checkpoint: toCheckpoint(row), at: new Date(row.now) };
}

function find(db: Kysely<Tables>, { now }: Dialect) {
  return db
    .selectFrom("checkpoint")
    .leftJoin("witness", "witness.id", "checkpoint.id")
    .selectAll("checkpoint")
    .select(["witness.number", "witness.generation", "witness.mark", now.as("now")])
    .where("checkpoint.id", "=", ONLY)
    .executeTakeFirst();
}

/** Begins with what the version before has witnessed. */
async function create(db: Kysely<Tables>): Promise<void> {
  const heard = await db.selectFrom("witness").selectAll().where("id", "=", ONLY).executeTakeFirst();
  await db
    .insertInto("checkpoint")
    .values({
      id: ONLY,
      version: 1,
      database_id: randomBytes(DATABASE_ID_BYTES).toString("base64url"),
      banned_keys: "[]",
      longest_access_seconds: 0,
      longest_session_seconds: 0,
      ...(heard && changedColumns({ generation: toGeneration(heard) })),
    })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
}

/**
 * Changes the head, and what goes with it, all or nothing: the journal's rows; a new generation also in the row that
 * processes of the version before look at. The head's row comes first, because it locks all others out.
 */
async function replace(
  db: Kysely<Tables>,
  dialect: Dialect,
  version: number,
  change: CheckpointChange,
): Promise<WitnessReading | null> {
  const { generation, journal = [] } = change;
  if (!generation && journal.length === 0) return update(db, dialect, version, change);
  const transaction = await db.startTransaction().execute();
  try {
    const replaced = await update(transaction, dialect, version, change);
    if (replaced === null) return null;
    if (generation && !(await tellVersionBefore(transaction, generation))) return null;
    await appendToJournal(transaction, journal);
    await transaction.commit().execute();
    return replaced;
  } finally {
    if (!transaction.isCommitted) await transaction.rollback().execute();
  }
}

/** Resolves with false if it has begun one of its own meanwhile. */
async function tellVersionBefore(db: Kysely<Tables>, { number, id }: Generation): Promise<boolean> {
  await raiseWitness(db, { number, generation: id, mark: 0 });
  const row = await db.selectFrom("witness").selectAll().where("id", "=", ONLY).executeTakeFirstOrThrow();
  const standing = toGeneration(row);
  return standing.number === number && standing.id === id;
}

async function update(
  db: Kysely<Tables>,
  { now }: Dialect,
  version: number,
  change: CheckpointChange,
): Promise<WitnessReading | null> {
  const { lost, givenUp } = change;
  const row = await db
    .updateTable("checkpoint")
    .set({
      ...changedColumns(change),
      ...(lost && { lost_at: now }),
      ...(givenUp !== undefined && { former_store_id: givenUp, former_store_at: now }),
      version: version + 1,
    })
    .where("id", "=", ONLY)
    .where("version", "=", version)
    .returningAll()
    .returning(now.as("now"))
    .executeTakeFirst();
  return row ? reading(row) : null;
}
