import { DatabaseUnavailable } from "@curfew/api/database";
import type { RunQuery } from "./run-query.ts";

/** The errors with which Postgres and SQLite refuse every write. */
const READ_ONLY = /^(25006|SQLITE_READONLY)/;

const TAKES_NO_WRITES =
  "The database takes no writes: nobody can sign up or log in. It is a replica, or its files may only be read.";

/** Tries a write that changes nothing. */
export async function diagnose(runQuery: RunQuery): Promise<readonly string[]> {
  try {
    await runQuery((db) => db.deleteFrom("schema_version").where("version", "<", 0).execute());
    return [];
  } catch (error) {
    if (error instanceof DatabaseUnavailable && READ_ONLY.test(codeOf(error.cause))) return [TAKES_NO_WRITES];
    throw error;
  }
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? String(cause.code) : "";
}
