import type { Kysely } from "kysely";
import type { Tables } from "../tables.ts";
import { fold } from "./fold.ts";

/** The rows that one statement fills: it locks them, and on SQLite it blocks the event loop. */
export const BATCH = 200;

/**
 * Gives the next names that the version before wrote the form that a search sees; answers how many. One that is
 * changed meanwhile has its form already, and keeps it.
 */
export async function foldSomeNames(db: Kysely<Tables>): Promise<number> {
  const rows = await db
    .selectFrom("users")
    .select(["id", "name"])
    .where("search_name", "is", null)
    .orderBy("id")
    .limit(BATCH)
    .execute();
  const [first, ...others] = rows;
  if (first === undefined) return 0;
  await db
    .updateTable("users")
    .set((eb) => ({
      search_name: others
        .reduce(
          (cases, { id, name }) => cases.when("id", "=", id).then(fold(name)),
          eb.case().when("id", "=", first.id).then(fold(first.name)),
        )
        .end(),
    }))
    .where(
      "id",
      "in",
      rows.map(({ id }) => id),
    )
    .where("search_name", "is", null)
    .execute();
  return rows.length;
}
