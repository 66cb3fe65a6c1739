import type { CheckpointChange, JournalRow, WitnessReading } from "@curfew/api/database";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Dialect } from "../engine/dialect.ts";
import type { JournalTable, Tables } from "../tables.ts";
import { newestOfEach, replaceOlder } from "./append-journal.ts";
import { headUpdate, toReading } from "./head.ts";

/**
 * Changes the head and appends to the journal in one statement, so that the head's row is locked for no round trip:
 * by it all processes wait for each other. Resolves with null, and changes nothing, if the head's version is another one.
 */
export async function replaceAtOnce(
  db: Kysely<Tables>,
  dialect: Dialect,
  version: number,
  { journal, ...change }: CheckpointChange & { readonly journal: readonly JournalRow[] },
): Promise<WitnessReading | null> {
  const row = await db
    .with("head", () => headUpdate(db, dialect, version, change))
    .with("journaled", () =>
      replaceOlder(
        db
          .insertInto("journal")
          .columns(["key", "value", "until", "generation", "revision"])
          // Joined with the head: where that isn't changed, nothing is appended.
          .expression(db.selectFrom([tableOf(journal), sql`head`.as("head")]).selectAll("appended")),
      ),
    )
    .selectFrom("head")
    .selectAll()
    .executeTakeFirst();
  return row ? toReading(row) : null;
}

/** A bare parameter of VALUES would be text. */
function tableOf(rows: readonly JournalRow[]) {
  const values = newestOfEach(rows).map(
    ({ key, value, until, generation, revision }) =>
      sql`(${key}::text, ${value}::text, ${until.getTime()}::bigint, ${generation}::bigint, ${revision}::bigint)`,
  );
  const table: RawBuilder<JournalTable> = sql`(values ${sql.join(values)})`;
  return table.as<"appended">(sql`appended (key, value, until, generation, revision)`);
}
