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
  type Tail,
  type Values,
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
 *
 * @example
 * const keys = createKeyRing(await generateKeySet());
 * const auth = createAuth({ issuer: "https://example.com", keys, store: memoryStore() });
 */
export function memoryStore(): StoreFactory {
  return openMemoryStore;
}

/** Opens such a store with a clock and a retention of one's own. */
export function openMemoryStore({ clock, logRetentionMs }: Omit<StoreContext, "timeoutMs">): Store {
  checkPositive("logRetentionMs", logRetentionMs);
  const memory = emptyMemory();
  let closed = false;

  /** The time of a call; every method passes here first. */
  function begin(): number {
    if (closed) throw new StoreError("The store is closed");
    return millisecondsOf(clock);
  }

  return {
    name: "memory",
    setting: `memory ${randomId()}`,
    connections: () => 0,

    async read(keys) {
      checkKeys(keys);
      return valuesAt(memory, keys, begin());
    },

    async readPrimary(keys) {
      checkKeys(keys);
      const now = begin();
      return { values: valuesAt(memory, keys, now), at: now };
    },

    async put(write) {
      checkWrite(write);
      const now = begin();
      const retentionMs = Math.max(logRetentionMs, write.keepLogMs);
      return { revision: put(memory, write, { now, retentionMs }), values: valuesAt(memory, write.keys, now) };
    },

    async exchange(record, expected, keys) {
      checkExchange(record, expected, keys);
      const now = begin();
      if (valueAt(memory, record.key, now) === expected) keep(memory, record, now);
      return { value: valueAt(memory, record.key, now), values: valuesAt(memory, keys, now), at: now };
    },

    async tail(cursor, keys, limit) {
      checkKeys(keys);
      checkPositive("limit", limit);
      return { ...pageOf(memory, cursor, limit), values: valuesAt(memory, keys, begin()) };
    },

    async close() {
      closed = true;
    },
  };
}

interface Memory {
  readonly kept: Map<string, Kept>;
  log: readonly Logged[];
  /** Of the last entry of the log. */
  position: number;
  revision: number;
  /** The first revision that isn't let go of. */
  oldest: number;
}

function emptyMemory(): Memory {
  // Stryker disable next-line ArrayDeclaration: an entry without a position follows no cursor
  return { kept: new Map(), log: [], position: 0, revision: 0, oldest: 1 };
}

function valueAt({ kept, revision }: Memory, key: string, now: number): string | null {
  if (key === REVISION_KEY) return revision === 0 ? null : String(revision);
  const found = kept.get(key);
  return found === undefined || (found.expiresAt !== null && found.expiresAt <= now) ? null : found.value;
}

function valuesAt(memory: Memory, keys: readonly string[], now: number): Values {
  return keys.map((key) => valueAt(memory, key, now));
}

function keep({ kept }: Memory, { key, value, lifetimeMs }: StoreRecord, now: number): void {
  kept.set(key, { value, expiresAt: endOf(lifetimeMs, now) });
}

/** Resolves with the number of the write. */
function put(memory: Memory, write: Write, { now, retentionMs }: { now: number; retentionMs: number }): number {
  memory.revision += 1;
  keep(memory, { key: revisionKey(memory.revision), value: write.revisionId, lifetimeMs: null }, now);
  letGo(memory, write.settled, now);
  memory.log = memory.log.filter((entry) => entry.at >= now - retentionMs);
  if (valueAt(memory, FOLLOWERS_KEY, now) !== null) append(memory, write.records, now);
  for (const record of write.records) keep(memory, record, now);
  return memory.revision;
}

function letGo(memory: Memory, settled: number, now: number): void {
  const end = endOfSettled(memory.oldest, settled, memory.revision);
  for (; memory.oldest < end; memory.oldest += 1) {
    const key = revisionKey(memory.oldest);
    const value = valueAt(memory, key, now);
    if (value !== null) keep(memory, { key, value, lifetimeMs: SETTLED_MS }, now);
  }
}

function append(memory: Memory, records: readonly StoreRecord[], now: number): void {
  const entries = records.map(({ key, value }) => ({ key, value, position: ++memory.position, at: now }));
  memory.log = [...memory.log, ...entries];
}

function pageOf({ log }: Memory, cursor: string | null, limit: number): Omit<Tail, "values"> {
  const after = cursor === null ? 0 : positionOf(cursor);
  const rest = log.filter((entry) => entry.position > after);
  const shown = rest.slice(0, limit);
  return {
    entries: shown.map(({ key, value }) => ({ key, value })),
    cursor: shown.at(-1)?.position.toString() ?? cursor,
    complete: rest.length <= limit,
  };
}
