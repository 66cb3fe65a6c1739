import type { Witness } from "@curfew/api/database";
import { sql } from "kysely";
import type { Dialect } from "../engine/dialect.ts";
import type { RunQuery } from "../run-query.ts";
import { pruneJournal } from "./journal.ts";

const ALIVE_MS = 30_000;
const KEPT_MS = 24 * 60 * 60 * 1000;

/** The dead rows of the journal that a process clears away in one go, and in how many whenever it tells that it is alive. */
const PRUNED = 500;
const MOST_PRUNES = 20;

/**
 * Notes which processes work with the store, by the database's clock. With it the journal is kept small, also by
 * processes that have no timers.
 */
export function createInstances(runQuery: RunQuery, dialect: Dialect): Pick<Witness, "alive" | "instances"> {
  const { now } = dialect;
  const ago = (milliseconds: number) => sql<number>`${now} - ${sql.lit(milliseconds)}`;
  return {
    async alive({ id, setting }) {
      await runQuery(async (db) => {
        await db
          .insertInto("instances")
          .values({ id, setting, seen_at: now })
          .onConflict((conflict) => conflict.column("id").doUpdateSet({ setting, seen_at: now }))
          .execute();
        await db.deleteFrom("instances").where("seen_at", "<", ago(KEPT_MS)).execute();
      });
      // As long as there are more: a process that ends many sessions must not leave rows faster than it clears them away.
      for (let i = 0; i < MOST_PRUNES; i += 1) {
        if ((await runQuery((db) => pruneJournal(db, dialect, PRUNED))) < PRUNED) return;
      }
    },
    instances: () =>
      runQuery((db) =>
        db
          .selectFrom("instances")
          .select(["id", "setting"])
          .where("seen_at", ">=", ago(ALIVE_MS))
          .orderBy("id")
          .execute(),
      ),
  };
}
