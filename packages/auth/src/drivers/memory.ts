import {
  type LogEntry,
  MARK_KEY,
  type Standing,
  type Store,
  StoreError,
  type StoreRecord,
} from "../blacklist/store.ts";
import type { Clock } from "../clock.ts";
import { checkKeys, checkPositive, checkRecords, endOf, millisecondsOf, positionOf } from "./door.ts";

export interface MemoryOptions {
  readonly clock: Clock;
  readonly logRetentionMs: number;
}

interface Kept {
  readonly value: string;
  readonly expiresAt: number | null;
}

interface Logged extends LogEntry {
  readonly position: number;
  readonly at: number;
}

/**
 * Keeps everything in this process and loses it at its end: for tests, and as the model of the
 * other drivers. Lifetimes go by `clock`. Records that are over stay in memory until replaced.
 */
export function memoryStore({ clock, logRetentionMs }: MemoryOptions): Store {
  checkPositive("logRetentionMs", logRetentionMs);
  const kept = new Map<string, Kept>();
  let log: Logged[] = [];
  let position = 0;
  let mark = 0;
  let closed = false;

  /** The time of a call; every method passes here first. */
  function begin(): number {
    if (closed) throw new StoreError("The store is closed");
    return millisecondsOf(clock);
  }

  function valueAt(key: string, now: number): string | null {
    if (key === MARK_KEY) return mark === 0 ? null : String(mark);
    const found = kept.get(key);
    return found === undefined || (found.expiresAt !== null && found.expiresAt <= now) ? null : found.value;
  }

  function keep({ key, value, lifetimeMs }: StoreRecord, now: number): void {
    kept.set(key, { value, expiresAt: endOf(lifetimeMs, now) });
  }

  return {
    name: "memory",

    async read(keys) {
      checkKeys(keys);
      const now = begin();
      return keys.map((key) => valueAt(key, now));
    },

    async put(records) {
      checkRecords(records);
      const now = begin();
      log = log.filter((entry) => entry.at >= now - logRetentionMs);
      for (const record of records) {
        keep(record, now);
        position += 1;
        log.push({ key: record.key, value: record.value, position, at: now });
      }
      mark += 1;
      return mark;
    },

    async putIfAbsent(record): Promise<Standing> {
      checkRecords([record]);
      const now = begin();
      const standing = valueAt(record.key, now);
      if (standing === null) keep(record, now);
      mark += 1;
      return { value: standing ?? record.value, mark };
    },

    async tail(cursor, keys, limit) {
      checkKeys(keys);
      checkPositive("limit", limit);
      const now = begin();
      const after = cursor === null ? 0 : positionOf(cursor);
      const rest = log.filter((entry) => entry.position > after);
      const shown = rest.slice(0, limit);
      return {
        entries: shown.map(({ key, value }) => ({ key, value })),
        cursor: shown.at(-1)?.position.toString() ?? cursor,
        complete: rest.length <= limit,
        values: keys.map((key) => valueAt(key, now)),
      };
    },

    async close() {
      closed = true;
    },
  };
}
