import { JOURNAL_MARGIN_MS, type Journal, type JournalRow } from "@curfew/api/database";
import type { Kysely, Selectable } from "kysely";
import type { Dialect } from "../engine/dialect.ts";
import type { RunQuery } from "../run-query.ts";
import type { JournalTable, Tables } from "../tables.ts";
import { timeOf } from "../time.ts";

/** Keeps what was revoked in a table. Which rows live is judged by the database's clock. */
export function createJournal(runQuery: RunQuery, dialect: Dialect): Journal {
  return {
    find: (key) =>
      runQuery(async (db) => {
        const row = await db.selectFrom("journal").selectAll().where("key", "=", key).executeTakeFirst();
        return row === undefined ? null : toJournalRow(row);
      }),
    page: ({ since, after, limit }) =>
      runQuery(async (db) => {
        const at = await timeOf(db, dialect);
        const rows = await living(db, since, at)
          .selectAll()
          .$if(after !== null, (query) => query.where("key", ">", after))
          .orderBy("key")
          .limit(limit)
          .execute();
        return { rows: rows.map(toJournalRow), at };
      }),
    count: (since) =>
      runQuery(async (db) => {
        const counted = living(db, since, await timeOf(db, dialect)).select(({ fn }) =>
          fn.countAll<number>().as("count"),
        );
        return Number((await counted.executeTakeFirstOrThrow()).count);
      }),
    prune: (limit) => runQuery((db) => pruneJournal(db, dialect, limit)),
  };
}

/** The time is a parameter, not the function that tells it: by that no index could be searched. */
function living(db: Kysely<Tables>, since: number, at: Date) {
  return db.selectFrom("journal").where("generation", ">=", since).where("until", ">", lastDead(at));
}

/** Deletes some rows that don't live any more, the longest dead first; those in use are left. */
export async function pruneJournal(db: Kysely<Tables>, dialect: Dialect, limit: number): Promise<number> {
  const at = await timeOf(db, dialect);
  const { numDeletedRows } = await db
    .deleteFrom("journal")
    .where("key", "in", (eb) =>
      eb
        .selectFrom("journal")
        .select("key")
        .where("until", "<=", lastDead(at))
        .orderBy("until")
        .limit(limit)
        .modifyEnd(dialect.leaveBusyRows),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

function lastDead(at: Date): number {
  return at.getTime() - JOURNAL_MARGIN_MS;
}

function toJournalRow({ key, value, until, generation, revision }: Selectable<JournalTable>): JournalRow {
  return { key, value, until: new Date(until), generation, revision };
}
