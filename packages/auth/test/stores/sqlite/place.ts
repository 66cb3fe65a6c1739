import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { onTestFinished } from "vitest";
import type { Store } from "../../../src/blacklist/store.ts";
import { systemClock } from "../../../src/clock.ts";
import { openSqliteStore } from "../../../src/stores/sqlite/index.ts";

export interface Place {
  readonly directory: string;
  readonly path: string;
  /** A store on the file; closed with the test. */
  open(timeoutMs?: number): Store;
  /** The file as another program sees it; closed with the test. */
  raw(): Database.Database;
}

/** A directory of its own for a test, with the path of a database that isn't there yet. */
export function place(): Place {
  const directory = mkdtempSync(join(tmpdir(), "curfew-sqlite-"));
  const path = join(directory, "store.db");
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return {
    directory,
    path,
    open(timeoutMs = 5_000) {
      const store = openSqliteStore({ path, timeoutMs, clock: systemClock, logRetentionMs: 600_000 });
      onTestFinished(() => store.close());
      return store;
    },
    raw() {
      const database = new Database(path);
      onTestFinished(() => {
        database.close();
      });
      return database;
    },
  };
}
