import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "@curfew/api/database";
import { createDatabaseOn } from "@curfew/testing/postgres";
import Sqlite from "better-sqlite3";
import pg from "pg";
import { describe, inject, onTestFinished } from "vitest";
import { createDatabase, type DatabaseOptions } from "../../src/index.ts";
import { KINDS, type Kind } from "./kinds.ts";

/** Longer than any test's crowd needs on a busy machine. Tests of the deadline set their own. */
const PATIENT_MS = 15_000;

/** Defines the tests for both databases, or that of this run. `open` gives a test a database of its own. */
export function onBoth(define: (open: () => Promise<Database>, kind: Kind) => void): void {
  describe.each(KINDS)("%s", (kind) => {
    define(async () => connect(await emptyDatabase(kind)), kind);
  });
}

/** Where a new, empty database is. */
export async function emptyDatabase(kind: Kind): Promise<DatabaseOptions> {
  const url = kind === "sqlite" ? null : await createDatabaseOn(inject("postgresUrl"));
  return { url, directory: await emptyDirectory(), timeoutMs: PATIENT_MS };
}

export async function emptyDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "curfew-db-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A database that is closed with the test. */
export function connect(options: DatabaseOptions): Database {
  const database = createDatabase(options);
  onTestFinished(() => database.close());
  return database;
}

/** The beginning of a query over `n`, whose `i` runs from 1. */
export function numbersUpTo(last: number): string {
  return `with recursive n (i) as (select 1 union all select i + 1 from n where i < ${last})`;
}

/** Runs SQL beside the database under test; answers with the rows of the last statement. */
export async function execute(
  { url, directory }: DatabaseOptions,
  ...statements: string[]
): Promise<Record<string, unknown>[]> {
  if (url === null) return executeSqlite(join(directory, "curfew.db"), statements);
  const client = new pg.Client(url);
  await client.connect();
  try {
    let found: Record<string, unknown>[] = [];
    for (const statement of statements) found = (await client.query(statement)).rows;
    return found;
  } finally {
    await client.end();
  }
}

function executeSqlite(file: string, statements: string[]): Record<string, unknown>[] {
  const handle = new Sqlite(file);
  try {
    let found: unknown[] = [];
    for (const text of statements) {
      const statement = handle.prepare(text);
      if (statement.reader) found = statement.all();
      else statement.run();
    }
    return found as Record<string, unknown>[];
  } finally {
    handle.close();
  }
}
