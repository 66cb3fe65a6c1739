import type { Compilable, CompiledQuery, Kysely, QueryResult } from "kysely";
import type { Tables } from "./tables.ts";

/** Runs a statement with its value. */
export type Prepared<Row> = (db: Kysely<Tables>, value: string) => Promise<QueryResult<Row>>;

/** Stands for the value while the statement is compiled: no value of ours has a NUL in it. */
const PLACE = "\0";

/**
 * Compiles a statement of one value when it first runs, and no more: putting one together takes longer than SQLite takes to
 * answer it. For one database, for each kind of it has SQL of its own.
 */
export function prepared<Row>(build: (db: Kysely<Tables>, value: string) => Compilable<Row>): Prepared<Row> {
  let compiled: CompiledQuery<Row> | null = null;
  return (db, value) => {
    compiled ??= build(db, PLACE).compile();
    const parameters = compiled.parameters.map((parameter) => (parameter === PLACE ? value : parameter));
    return db.executeQuery({ ...compiled, parameters });
  };
}
