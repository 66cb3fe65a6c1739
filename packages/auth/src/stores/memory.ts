import {
  FOLLOWERS_KEY,
  type LogEntry,
  REVISION_KEY,
  type Restoration,
  revisionKey,
  type Store,
  type StoreContext,
  StoreError,
  type StoreFactory,
  type StoreRecord,
  type Tail,
  type TailQuery,
  type Values,
  type Write,
} from "../blacklist/store.ts";
import { randomId } from "../ids.ts";
import {
  checkExchange,
  checkKeys,
  checkPositive,
  checkRestoration,
  checkTail,
  checkWrite,
  endOf,
  endOfSettled,
  millisecondsOf,
  OLDEST_KEY,
  positionOf,
  SETTLED_MS,
  stepInLog,
} from "./validate.ts";

interface Kept {
  readonly value: string;
  readonly expiresAt: number | null;
}

interface Logged extends LogEntry {
  readonly space: string;
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

    async restore(restoration) {
      checkRestoration(restoration);
      return { value: restore(memory, restoration, begin()) };
    },

    async tail(query) {
      checkTail(query);
      return { ...pageOf(memory, query), values: valuesAt(memory, query.keys, begin()) };
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
}

function emptyMemory(): Memory {
  // Stryker disable next-line ArrayDeclaration: an entry without a position follows no cursor
  return { kept: new Map(), log: [], position: 0 };
}

function valueAt({ kept }: Memory, key: string, now: number): string | null {
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
  const { space = "", records, revisionId, settled } = write;
  const revision = Number(valueAt(memory, space + REVISION_KEY, now) ?? 0) + 1;
  keep(memory, { key: space + REVISION_KEY, value: `${revision}`, lifetimeMs: null }, now);
  keep(memory, { key: space + revisionKey(revision), value: revisionId, lifetimeMs: null }, now);
  letGo(memory, { space, settled, revision }, now);
  memory.log = memory.log.filter((entry) => entry.space !== space || entry.at >= now - retentionMs);
  if (valueAt(memory, space + FOLLOWERS_KEY, now) !== null) append(memory, { space, records }, now);
  for (const record of records) keep(memory, record, now);
  return revision;
}

interface Settling {
  readonly space: string;
  readonly settled: number;
  readonly revision: number;
}

function letGo(memory: Memory, { space, settled, revision }: Settling, now: number): void {
  const oldest = Number(valueAt(memory, space + OLDEST_KEY, now) ?? 1);
  const end = endOfSettled(oldest, settled, revision);
  for (let number = oldest; number < end; number += 1) {
    const key = space + revisionKey(number);
    const value = valueAt(memory, key, now);
    if (value !== null) keep(memory, { key, value, lifetimeMs: SETTLED_MS }, now);
  }
  if (end > oldest) keep(memory, { key: space + OLDEST_KEY, value: `${end}`, lifetimeMs: null }, now);
}

function append(memory: Memory, { space, records }: { space: string } & Pick<Write, "records">, now: number): void {
  const entries = records.map(({ key, value }) => ({ space, key, value, position: nextPosition(memory), at: now }));
  memory.log = [...memory.log, ...entries];
}

function nextPosition(memory: Memory): number {
  memory.position += stepInLog();
  return memory.position;
}

/** Answers what stands under the record's key after that. */
function restore(memory: Memory, { record, expected, records }: Restoration, now: number): string | null {
  if (valueAt(memory, record.key, now) === expected) {
    for (const each of records) if (valueAt(memory, each.key, now) === null) keep(memory, each, now);
    keep(memory, record, now);
  }
  return valueAt(memory, record.key, now);
}

function pageOf({ log }: Memory, { space = "", cursor, limit }: TailQuery): Omit<Tail, "values"> {
  const after = cursor === null ? 0 : positionOf(cursor);
  const own = log.filter((entry) => entry.space === space);
  const isThere = own.some(({ position }) => position === after);
  const rest = isThere ? own.filter(({ position }) => position > after) : own;
  const shown = rest.slice(0, limit);
  return {
    entries: shown.map(({ key, value }) => ({ key, value })),
    cursor: shown.at(-1)?.position.toString() ?? (isThere ? cursor : null),
    complete: rest.length <= limit,
  };
}
