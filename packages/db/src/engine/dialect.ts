import { type Expression, type RawBuilder, sql } from "kysely";

/** The few things that the two databases say differently; every query is otherwise the same for both. */
export interface Dialect {
  /** The type of a text column that is compared byte by byte, whatever the server's locale. */
  readonly text: RawBuilder<unknown>;
  /** The type of a column that numbers its rows in the order of their insertion. */
  readonly serial: RawBuilder<unknown>;
  /** The database's own time now, milliseconds since 1970. */
  readonly now: RawBuilder<number>;
  /** The columns of those of these tables that are there. */
  findColumns(tables: readonly string[]): RawBuilder<{ table: string; name: string }>;
  /**
   * Keeps other processes from changing the schema until the transaction ends, unless one does already; null if its
   * beginning did.
   */
  readonly tryLockSchema: RawBuilder<{ isLocked: boolean }> | null;
  /**
   * Lets the rest of a transaction wait only a moment for each table that others use; null if it couldn't begin then.
   */
  readonly lockBriefly: RawBuilder<unknown> | null;
  /** True if an index can be made while others write. */
  readonly buildsAside: boolean;
  /** True if a statement's WITH may write, so that one statement changes several tables. */
  readonly writesInWith: boolean;
  /** Ends a SELECT whose rows must stay as they are until the statement's effect is visible. */
  readonly keepRows: RawBuilder<unknown>;
  /** Ends a SELECT of rows that the statement deletes: those that another process is changing are left out. */
  readonly leaveBusyRows: RawBuilder<unknown>;
  /** Finds where `needle` begins in `text`, from 1; 0 if nowhere. Nothing in a needle is a wildcard. */
  position(text: Expression<string | null>, needle: string): RawBuilder<number>;
}

/** Any number no other program locks. */
const SCHEMA_LOCK = 7_268_113_406;

/** The time a step waits for a whole table: while it waits, all others wait behind it. */
const LOCK_MS = 200;

export const postgresDialect: Dialect = {
  text: sql`text collate "C"`,
  serial: sql`bigint generated always as identity primary key`,
  now: sql<number>`floor(extract(epoch from clock_timestamp()) * 1000)::bigint`,
  findColumns: (tables) => sql`
    select relname as "table", attname as "name" from pg_class
    join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped
    where relname in (${sql.join(tables)}) and relkind in ('r', 'p', 'v', 'm', 'f')
    and relnamespace = any(current_schemas(false)::regnamespace[])
    order by relname`,
  // To wait for it, or to send it with a parameter, would keep a snapshot: and an index that is made aside waits
  // for the end of every older one.
  tryLockSchema: sql`select pg_try_advisory_xact_lock(${sql.lit(SCHEMA_LOCK)}) as "isLocked"`,
  lockBriefly: sql`set local lock_timeout = ${sql.lit(LOCK_MS)}`,
  buildsAside: true,
  writesInWith: true,
  keepRows: sql`for share`,
  leaveBusyRows: sql`for update skip locked`,
  position: (text, needle) => sql`strpos(${text}, ${needle})`,
};

/** Writers of SQLite exclude each other anyway: its transactions here begin with the write lock. */
export const sqliteDialect: Dialect = {
  text: sql`text`,
  serial: sql`integer primary key`,
  now: sql<number>`cast(round(unixepoch('subsec') * 1000) as integer)`,
  findColumns: (tables) => sql`
    select entry.name as "table", pragma_table_info.name as "name"
    from sqlite_schema as entry, pragma_table_info(entry.name)
    where entry.name in (${sql.join(tables)}) and entry.type in ('table', 'view')
    order by entry.name`,
  tryLockSchema: null,
  lockBriefly: null,
  buildsAside: false,
  writesInWith: false,
  keepRows: sql``,
  leaveBusyRows: sql``,
  position: (text, needle) => sql`instr(${text}, ${needle})`,
};
