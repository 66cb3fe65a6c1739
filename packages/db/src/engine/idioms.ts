import { type Expression, type RawBuilder, sql } from "kysely";

/** The few things that the two databases say differently; every query is otherwise the same for both. */
export interface Idioms {
  /** The type of a text column that is compared byte by byte, whatever the server's locale. */
  readonly text: RawBuilder<unknown>;
  /** The type of a column that numbers its rows in the order of their insertion. */
  readonly serial: RawBuilder<unknown>;
  /** The database's own time now, milliseconds since 1970. */
  readonly now: RawBuilder<number>;
  /** One row if there is such a table. */
  findTable(name: string): RawBuilder<{ name: string }>;
  /** Keeps other processes from changing the schema until the transaction ends; null if its beginning did. */
  readonly lockSchema: RawBuilder<unknown> | null;
  /** Ends a SELECT whose rows must stay as they are until the statement's effect is visible. */
  readonly keepRows: RawBuilder<unknown>;
  /** Ends a SELECT of rows that the statement deletes: those that somebody else is changing are left out. */
  readonly leaveBusyRows: RawBuilder<unknown>;
  /** Where `needle` begins in `text`, from 1; 0 if nowhere. Nothing in a needle is a wildcard. */
  position(text: Expression<string | null>, needle: string): RawBuilder<number>;
}

/** Any number no other program locks. */
const SCHEMA_LOCK = 7_268_113_406;

export const postgresIdioms: Idioms = {
  text: sql`text collate "C"`,
  serial: sql`bigint generated always as identity primary key`,
  now: sql<number>`floor(extract(epoch from clock_timestamp()) * 1000)::bigint`,
  // Not to_regclass: it may still believe what it saw before the transaction waited for a lock.
  findTable: (name) => sql`
    select tablename as name from pg_tables where tablename = ${name} and schemaname = any(current_schemas(false))`,
  lockSchema: sql`select pg_advisory_xact_lock(${SCHEMA_LOCK}::bigint)`,
  keepRows: sql`for share`,
  leaveBusyRows: sql`for update skip locked`,
  position: (text, needle) => sql`strpos(${text}, ${needle})`,
};

/** Writers of SQLite exclude each other anyway: its transactions here begin with the write lock. */
export const sqliteIdioms: Idioms = {
  text: sql`text`,
  serial: sql`integer primary key`,
  now: sql<number>`cast(round(unixepoch('subsec') * 1000) as integer)`,
  findTable: (name) => sql`select name from sqlite_schema where type = 'table' and name = ${name}`,
  lockSchema: null,
  keepRows: sql``,
  leaveBusyRows: sql``,
  position: (text, needle) => sql`instr(${text}, ${needle})`,
};
