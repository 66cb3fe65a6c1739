import type { Kysely } from "kysely";
import type { Idioms } from "../engine/idioms.ts";
import { migrations } from "./migrations.ts";
import type { Tables } from "./tables.ts";

/**
 * Brings the schema up to date: all steps that are missing or none, in one transaction that excludes
 * every other process. A schema newer than this code is left as it is: while a deployment rolls out,
 * the old version goes on beside the new one.
 */
export async function migrate(db: Kysely<Tables>, idioms: Idioms): Promise<void> {
  if ((await readVersion(db, idioms)) >= migrations.length) return;
  await db.transaction().execute(async (transaction) => {
    await idioms.lockSchema?.execute(transaction);
    // Somebody else may have been faster.
    const from = await readVersion(transaction, idioms);
    for (const [index, statements] of migrations.entries()) {
      if (index < from) continue;
      for (const statement of statements(idioms)) await statement.execute(transaction);
      await transaction
        .insertInto("schema_version")
        .values({ version: index + 1 })
        .execute();
    }
  });
}

async function readVersion(db: Kysely<Tables>, idioms: Idioms): Promise<number> {
  const { rows } = await idioms.findTable("schema_version").execute(db);
  if (rows.length === 0) return 0;
  const latest = await db.selectFrom("schema_version").select("version").orderBy("version", "desc").executeTakeFirst();
  return latest?.version ?? 0;
}
