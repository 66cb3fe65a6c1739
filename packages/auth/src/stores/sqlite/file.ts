import { closeSync, openSync, rmSync, statSync } from "node:fs";
import Database from "better-sqlite3";
import { StoreError } from "../../blacklist/store.ts";

/** An open database together with what its files were when it was opened. */
export interface OpenFile {
  readonly database: Database.Database;
  readonly inodes: Inodes;
}

interface Inodes {
  readonly database: string;
  readonly journal: string;
}

/**
 * Opens the database, made with mode 0600 if it isn't there, in write-ahead mode with every commit
 * flushed to the disk. Throws what SQLite and the file system throw, SQLITE_BUSY* included.
 */
export function openFile(path: string): OpenFile {
  create(path);
  const before = inodeOf(path);
  // No waiting inside SQLite: it would hold the event loop. The driver waits outside and tries again.
  const database = new Database(path, { timeout: 0 });
  try {
    // Stryker disable next-line BlockStatement: no file system at hand refuses a write-ahead log
    if (database.pragma("journal_mode = WAL", { simple: true }) !== "wal") {
      // Stryker disable next-line StringLiteral: no file system at hand refuses a write-ahead log
      throw new StoreError("The database can't keep a write-ahead log");
    }
    database.pragma("synchronous = FULL");
    database.pragma("user_version"); // a first read: from here on the journal is there
    const inodes = { database: inodeOf(path), journal: inodeOf(journalOf(path)) };
    // Stryker disable next-line ConditionalExpression,StringLiteral: guards against a race that no test can win
    if (inodes.database !== before) throw new StoreError("The database was replaced while it was opened");
    return { database, inodes };
  } catch (error) {
    // Stryker disable next-line CallExpression: garbage collection closes it otherwise, at no known time
    database.close();
    throw error;
  }
}

/**
 * Tells whether the open database is still the one at `path`. An open file lives on without its name: the
 * old one would go on answering, and take revocations that nobody else sees. Two `stat` calls, 3 µs.
 * Throws if only the journal is gone: opened anew beside processes that still write to the lost
 * one, the database would tear. So nobody passes until all of them have been restarted.
 */
export function isCurrent(path: string, { inodes }: OpenFile): boolean {
  if (inodeOf(path) !== inodes.database) return false;
  if (inodeOf(journalOf(path)) === inodes.journal) return true;
  throw new StoreError("The database's journal was removed under the running process");
}

/**
 * Closes a database that is no longer at `path`. What it left beside is removed, lest SQLite apply
 * the old journal to the new database; a journal that came with the new one stays.
 */
export function abandon(path: string, { database, inodes }: OpenFile): void {
  database.close();
  if (inodeOf(journalOf(path)) !== inodes.journal) return;
  // Stryker disable next-line ObjectLiteral,BooleanLiteral: guards against a race that no test can win
  rmSync(journalOf(path), { force: true });
  rmSync(`${path}-shm`, { force: true });
}

/**
 * Only ever opens a file that nobody has open: closing a descriptor drops all POSIX locks this
 * process holds on the file, those of another connection to the same database included.
 */
function create(path: string): void {
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    // Stryker disable next-line ConditionalExpression,LogicalOperator: narrows the type; `openSync` throws errors with a code
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
}

function journalOf(path: string): string {
  return `${path}-wal`;
}

function inodeOf(path: string): string {
  // Stryker disable next-line BooleanLiteral: inodes here are below 2^53
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  // Stryker disable next-line StringLiteral: inodes here are below 2^53
  return found === undefined ? "none" : `${found.dev}:${found.ino}`;
}
