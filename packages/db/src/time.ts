import type { Kysely } from "kysely";
import type { Dialect } from "./engine/dialect.ts";
import type { Tables } from "./tables.ts";

/** Asks the database for its time: SQLite's is this machine's. */
export async function timeOf(db: Kysely<Tables>, { now }: Dialect): Promise<Date> {
  const { milliseconds } = await db.selectNoFrom(now.as("milliseconds")).executeTakeFirstOrThrow();
  return new Date(milliseconds);
}
