import type Sqlite from "better-sqlite3";
import type { LeasedConnection } from "../leased.ts";
import type { Member } from "./group-commit.ts";

/** So many texts of statements are kept; lists of parameters differ in their length. */
const MOST_PREPARED = 500;

/** Creates what prepares each text once: that takes longer than most statements. */
export function createPreparer(handle: Sqlite.Database): (sql: string) => Sqlite.Statement {
  const prepared = new Map<string, Sqlite.Statement>();
  return (sql) => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const statement = handle.prepare(sql);
    if (prepared.size >= MOST_PREPARED) prepared.clear();
    prepared.set(sql, statement);
    return statement;
  };
}

/** Runs one member's statements. What it calls a transaction is a savepoint within the group's. */
export function connectionOf(prepare: (sql: string) => Sqlite.Statement, member: Member): LeasedConnection {
  const run = (sql: string, parameters: readonly unknown[] = []) => {
    const statement = prepare(sql);
    if (!statement.readonly) member.join();
    try {
      if (statement.reader) return { rows: statement.all(parameters) };
      return { rows: [], numAffectedRows: BigInt(statement.run(parameters).changes) };
    } catch (error) {
      member.failed(error);
      throw error;
    }
  };
  return {
    async begin() {
      member.join();
      run("savepoint member");
    },
    async commit() {
      run("release member");
    },
    async rollback() {
      run("rollback to member");
      run("release member");
    },
    query: async (sql, parameters) => run(sql, parameters),
  };
}
