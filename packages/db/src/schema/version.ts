import { SchemaError } from "@curfew/api/database";
import type { Kysely } from "kysely";
import type { Dialect } from "../engine/dialect.ts";
import type { Tables } from "../tables.ts";
import { migrations } from "./migrations.ts";

/** A column that no other program's table of accounts has, and that every version of ours had. */
const OURS = "ending_except";

/**
 * Reads which version the schema has; 0 where there is none yet.
 * @throws SchemaError if a table of another program is in the way.
 */
export async function readVersion(db: Kysely<Tables>, dialect: Dialect): Promise<number> {
  const names = migrations.flatMap(({ tables = [] }) => tables);
  const columns = Map.groupBy((await dialect.findColumns(names).execute(db)).rows, ({ table }) => table);
  const has = (table: string, column: string) => columns.get(table)?.some(({ name }) => name === column) ?? false;
  const [first] = columns.keys();
  if (first === undefined) return 0;
  if (!has("schema_version", "version") || !has("users", OURS)) throw inTheWay(columns.has("users") ? "users" : first);
  const version = await readLatest(db);
  const foreign = migrations.slice(version).flatMap(({ tables = [] }) => tables.filter((name) => columns.has(name)));
  if (foreign[0] !== undefined) throw inTheWay(foreign[0]);
  return version;
}

async function readLatest(db: Kysely<Tables>): Promise<number> {
  const latest = await db.selectFrom("schema_version").select("version").orderBy("version", "desc").executeTakeFirst();
  return latest?.version ?? 0;
}

function inTheWay(table: string): SchemaError {
  return new SchemaError(
    `There is a table "${table}" of another program in the way: give the service a database, or a schema, of its own.`,
  );
}
