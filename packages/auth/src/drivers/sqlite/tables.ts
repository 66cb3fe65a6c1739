import type { Database } from "better-sqlite3";
import {
  type LogEntry,
  MARK_KEY,
  type Standing,
  StoreError,
  type StoreRecord,
  type Tail,
} from "../../blacklist/store.ts";
import { endOf } from "../door.ts";

/** The store's operations on one open database; each is one transaction. All throw SQLITE_BUSY* at once. */
export interface Tables {
  read(keys: readonly string[], now: number): (string | null)[];
  put(records: readonly StoreRecord[], now: number): number;
  putIfAbsent(record: StoreRecord, now: number): Standing;
  tail(after: number, keys: readonly string[], limit: number): TailRows;
}
