import type { JournalRow } from "@curfew/api/database";
import type { InsertQueryBuilder, InsertResult, Kysely } from "kysely";
import type { Tables } from "../tables.ts";

/** The most rows of one statement: five parameters each, of which SQLite takes 32,766 and Postgres 65,535. */
export const MOST_IN_STATEMENT = 1_000;

/** Puts rows into the journal, each where no newer one of its key stands. To be called in the head's transaction. */
export async function appendToJournal(db: Kysely<Tables>, rows: readonly JournalRow[]): Promise<void> {
  const newest = newestOfEach(rows);
  for (let from = 0; from < newest.length; from += MOST_IN_STATEMENT) {
    const some = newest.slice(from, from + MOST_IN_STATEMENT);
    const insert = db
      .insertInto("journal")
      .values(some.map(({ until, ...row }) => ({ ...row, until: until.getTime() })));
    await replaceOlder(insert).execute();
  }
}

/** Has an INSERT into the journal replace rows that are older, and leave others as they are. */
export function replaceOlder(insert: InsertQueryBuilder<Tables, "journal", InsertResult>) {
  return insert.onConflict((conflict) =>
    conflict
      .column("key")
      .doUpdateSet((eb) => ({
        value: eb.ref("excluded.value"),
        until: eb.ref("excluded.until"),
        generation: eb.ref("excluded.generation"),
        revision: eb.ref("excluded.revision"),
      }))
      .where((eb) =>
        eb(
          eb.refTuple("journal.generation", "journal.revision"),
          "<",
          eb.refTuple("excluded.generation", "excluded.revision"),
        ),
      ),
  );
}

/** Leaves out what a newer row of the same key replaces: one statement can't change a row twice. */
export function newestOfEach(rows: readonly JournalRow[]): JournalRow[] {
  const ascending = rows.toSorted((a, b) => a.generation - b.generation || a.revision - b.revision);
  return [...new Map(ascending.map((row) => [row.key, row])).values()];
}
