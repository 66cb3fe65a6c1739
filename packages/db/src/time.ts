import type { Kysely } from "kysely";
import type { Idioms } from "./engine/idioms.ts";
import type { Tables } from "./schema/tables.ts";

/** Asks the database for its time: SQLite's is this machine's. */
export async function timeOf(db: Kysely<Tables>, { now }: Idioms): Promise<Date> {
  const { milliseconds } = await db.selectNoFrom(now.as("milliseconds")).executeTakeFirstOrThrow();
  return new Date(milliseconds);
}
