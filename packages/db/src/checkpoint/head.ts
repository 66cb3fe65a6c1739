import type { CheckpointChange, WitnessReading } from "@curfew/api/database";
import type { Kysely, Selectable } from "kysely";
import type { Dialect } from "../engine/dialect.ts";
import type { CheckpointTable, Tables } from "../tables.ts";
import { changedColumns, toCheckpoint } from "./row.ts";

/** The id of the table's only row. */
export const ONLY = 1;

/** A row of the head, with the database's time. */
export type HeadRow = Selectable<CheckpointTable> & { readonly now: number };

/** Reads what stands in a row. */
export function toReading(row: HeadRow): WitnessReading {
  return { checkpoint: toCheckpoint(row), at: new Date(row.now) };
}

/** Prepares the statement that changes the head if its version is still this. */
export function headUpdate(db: Kysely<Tables>, { now }: Dialect, version: number, change: CheckpointChange) {
  const { lost, givenUp } = change;
  return db
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
    .returning(now.as("now"));
}

/** Changes the head if its version is still this; else resolves with null. */
export async function updateHead(
  db: Kysely<Tables>,
  dialect: Dialect,
  version: number,
  change: CheckpointChange,
): Promise<WitnessReading | null> {
  const row = await headUpdate(db, dialect, version, change).executeTakeFirst();
  return row ? toReading(row) : null;
}
