import {
  FOLLOWERS_KEY,
  type LogEntry,
  REVISION_KEY,
  revisionKey,
  type Store,
  type StoreContext,
  StoreError,
  type StoreFactory,
  type StoreRecord,
  type Write,
} from "../blacklist/store.ts";
import { randomId } from "../ids.ts";
import {
  checkExchange,
  checkKeys,
  checkPositive,
  checkWrite,
  endOf,
  endOfSettled,
  millisecondsOf,
  positionOf,
  SETTLED_MS,
} from "./validate.ts";

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
export function memoryStore(): StoreFactory {
  return openMemoryStore;
}

/** Opens such a store with a clock and a retention of one's own. */
export function openMemoryStore({ clock, logRetentionMs }: Omit<StoreContext, "timeoutMs">): Store {
  checkPositive("logRetentionMs", logRetentionMs);
  const setting = `memory ${randomId()}`;
  const kept = new Map<string, Kept>();
  // Stryker disable next-line ArrayDeclaration: an entry without a position follows no cursor
  let log: Logged[] = [];
  let position = 0;
  let revision = 0;
  let oldest = 1;
  let closed = false;

  /** The time of a call; every method passes here first. */
  function begin(): number {
    if (closed) throw new StoreError("The store is closed");
    return millisecondsOf(clock);
  }

  function valueAt(key: string, now: number): string | null {
    if (key === REVISION_KEY) return revision === 0 ? null : String(revision);
    const found = kept.get(key);
    return found === undefined || (found.expiresAt !== null && found.expiresAt <= now) ? null : found.value;
  }

  function keep({ key, value, lifetimeMs }: StoreRecord, now: number): void {
    kept.set(key, { value, expiresAt: endOf(lifetimeMs, now) });
  }

  function letGo(settled: number, now: number): void {
    const end = endOfSettled(oldest, settled, revision);
    for (; oldest < end; oldest += 1) {
      const value = valueAt(revisionKey(oldest), now);
      if (value !== null) keep({ key: revisionKey(oldest), value, lifetimeMs: SETTLED_MS }, now);
    }
  }

  function append({ records, keepLogMs }: Write, now: number): void {
    log = log.filter((entry) => entry.at >= now - Math.max(logRetentionMs, keepLogMs));
    if (valueAt(FOLLOWERS_KEY, now) === null) return;
    for (const { key, value } of records) log.push({ key, value, position: ++position, at: now });
  }

  return {
    name: "memory",
    setting,
    connections: () => 0,

    async read(keys) {
      checkKeys(keys);
      const now = begin();
      return keys.map((key) => valueAt(key, now));
    },

    async readPrimary(keys) {
      checkKeys(keys);
      const now = begin();
      return { values: keys.map((key) => valueAt(key, now)), at: now };
    },

    async put(write) {
      checkWrite(write);
      const now = begin();
      revision += 1;
      keep({ key: revisionKey(revision), value: write.revisionId, lifetimeMs: null }, now);
      letGo(write.settled, now);
      append(write, now);
      for (const record of write.records) keep(record, now);
      return { revision, values: write.keys.map((key) => valueAt(key, now)) };
    },

    async exchange(record, expected, keys) {
      checkExchange(record, expected, keys);
      const now = begin();
      if (valueAt(record.key, now) === expected) keep(record, now);
      return { value: valueAt(record.key, now), values: keys.map((key) => valueAt(key, now)), at: now };
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
