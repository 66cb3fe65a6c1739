import { randomBytes } from "node:crypto";
import type { Witness, WitnessReading } from "@curfew/api/database";
import type { Kysely } from "kysely";
import type { Dialect } from "../engine/dialect.ts";
import type { RunQuery } from "../run-query.ts";
import type { Tables } from "../tables.ts";
import { ONLY, toReading, updateHead } from "./head.ts";
import { createInstances } from "./instances.ts";
import { createJournal } from "./journal.ts";
import { replace } from "./replace.ts";
import { changedColumns } from "./row.ts";
import { heardSince, toGeneration } from "./version-before.ts";

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
    if (begun === null) return toReading(row);
    // If another process is faster, its row is what is read next.
    await updateHead(db, dialect, row.version, { generation: begun, revision: null, declared: null });
  }
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
