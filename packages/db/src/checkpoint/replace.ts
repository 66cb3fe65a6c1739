import type { CheckpointChange, Generation, WitnessReading } from "@curfew/api/database";
import type { Kysely } from "kysely";
import type { Dialect } from "../engine/dialect.ts";
import type { Tables } from "../tables.ts";
import { appendToJournal, MOST_IN_STATEMENT } from "./append-journal.ts";
import { ONLY, updateHead } from "./head.ts";
import { replaceAtOnce } from "./replace-at-once.ts";
import { raiseWitness, toGeneration } from "./version-before.ts";

/**
 * Changes the head, and what goes with it, all or nothing: the journal's rows; a new generation also in the row that
 * processes of the version before look at. The head's row comes first, because it locks all others out.
 * Resolves with null if the head's version is another one.
 */
export async function replace(
  db: Kysely<Tables>,
  dialect: Dialect,
  version: number,
  change: CheckpointChange,
): Promise<WitnessReading | null> {
  const { generation, journal = [] } = change;
  if (!generation && journal.length === 0) return updateHead(db, dialect, version, change);
  if (!generation && dialect.writesInWith && journal.length <= MOST_IN_STATEMENT) {
    return replaceAtOnce(db, dialect, version, { ...change, journal });
  }
  const transaction = await db.startTransaction().execute();
  try {
    const replaced = await updateHead(transaction, dialect, version, change);
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
