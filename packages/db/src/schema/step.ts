import { type RawBuilder, sql } from "kysely";
import type { Dialect } from "../engine/dialect.ts";

/** One version of the schema after another. */
export interface Step {
  /** The name that operators are told. */
  readonly name: string;
  /** Tables that it makes. */
  readonly tables?: readonly string[];
  /** Made together, in a moment: they may wait for locks, and then work on no rows. */
  readonly statements?: (dialect: Dialect) => readonly RawBuilder<unknown>[];
  /** Made one after the other, and without keeping anybody from writing where the database can do that. */
  readonly indexes?: readonly Index[];
}

export interface Index {
  readonly name: string;
  /** The SQL that follows `on`. */
  readonly on: string;
}

export function createIndex({ name, on }: Index): RawBuilder<unknown> {
  return sql.raw(`create index if not exists ${name} on ${on}`);
}

export function createIndexConcurrently({ name, on }: Index): RawBuilder<unknown> {
  return sql.raw(`create index concurrently if not exists ${name} on ${on}`);
}
