import { join } from "node:path";
import Sqlite from "better-sqlite3";
import pg from "pg";
import { onTestFinished } from "vitest";
import type { DatabaseOptions } from "../../src/index.ts";

export interface Lock {
  release(): Promise<void>;
}

/** Keeps everybody from writing to the table, as another process in the middle of something would. Reading goes on. */
export async function lockTable({ url, directory }: DatabaseOptions, table: string): Promise<Lock> {
  return url === null ? lockFile(directory) : lockRelation(url, table);
}

/** SQLite's only lock is that of the whole file. */
export function lockFile(directory: string): Lock {
  const handle = new Sqlite(join(directory, "curfew.db"));
  onTestFinished(() => void handle.close());
  handle.exec("begin immediate");
  return {
    async release() {
      handle.exec("commit");
    },
  };
}

async function lockRelation(url: string, table: string): Promise<Lock> {
  const client = new pg.Client(url);
  await client.connect();
  onTestFinished(() => client.end());
  await client.query(`begin; lock table ${table} in exclusive mode`);
  return {
    async release() {
      await client.query("commit");
    },
  };
}
