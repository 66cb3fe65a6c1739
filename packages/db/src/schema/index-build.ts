import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import type { Tables } from "../tables.ts";
import { createIndexConcurrently, type Index } from "./step.ts";

const PAUSE_MS = 200;

/**
 * Makes an index on Postgres while others go on writing. What an attempt that was ended left behind is not valid,
 * and is made anew; one that a server still works at, though no process waits for it any more, is waited for.
 */
export async function buildIndex(db: Kysely<Tables>, index: Index): Promise<void> {
  for (;;) {
    const standing = await find(db, index.name);
    if (standing?.isValid) return;
    if (standing?.isBuilding) {
      await sleep(PAUSE_MS);
      continue;
    }
    if (standing) await sql.raw(`drop index concurrently if exists ${index.name}`).execute(db);
    await createIndexConcurrently(index).execute(db);
  }
}

async function find(db: Kysely<Tables>, name: string): Promise<{ isValid: boolean; isBuilding: boolean } | undefined> {
  const { rows } = await sql<{ isValid: boolean; isBuilding: boolean }>`
    select indisvalid as "isValid",
      exists (select 1 from pg_stat_progress_create_index where index_relid = indexrelid) as "isBuilding"
    from pg_index join pg_class on pg_class.oid = indexrelid
    where relname = ${name} and relnamespace = any(current_schemas(false)::regnamespace[])`.execute(db);
  return rows[0];
}
