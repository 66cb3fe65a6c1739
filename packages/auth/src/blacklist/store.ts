import type { Clock } from "../clock.ts";

/**
 * What a blacklist needs of a store. A driver implements this and nothing else;
 * `test/stores/conformance.ts` is the contract written as tests.
 *
 * Every method either does exactly what it says or rejects. There is no third way:
 * a time-out, a refused connection, an error reply and a reply of an unexpected type
 * all reject (any error will do, `StoreError` keeps the cause), because a failure
 * that reads as "nothing stands there" would let a revoked token pass.
 *
 * `late` is the caller's deadline: it is aborted when the caller waits no longer, and what wasn't sent by then
 * must not be sent. Without it a call keeps the store's own deadline (`StoreContext`).
 */
export interface Store {
  /** The driver's name, for logs and the operator. */
  readonly name: string;

  /** What the store was told to use: driver, address and key prefix, without any secret. */
  readonly setting: string;

  /** How many connections there have been: a change tells that another server may be answering. */
  connections(): number;

  /**
   * Reads all keys in one round trip and as of one moment. The answer has exactly one entry
   * per key, in order: the exact string that was put, or null where nothing stands or its lifetime is over.
   * A replica that lags behind its primary may answer.
   */
  read(keys: readonly string[], late?: AbortSignal): Promise<Values>;

  /** Reads all keys like `read`, on a way that is sure to reach the primary. Rejects where nothing can be written. */
  readPrimary(keys: readonly string[], late?: AbortSignal): Promise<PrimaryReading>;

  /**
   * Puts all records in one atomic write (replacing what stood there), counts a revision, leaves
   * `revisionId` under `revisionKey` of its number, appends the records to the log if a record stands
   * under `FOLLOWERS_KEY`, and reads `keys` as of after that. Resolves once the write is as durable as
   * the store makes it (`sqlite`: on disk).
   */
  put(write: Write, late?: AbortSignal): Promise<Written>;

  /**
   * Puts a record if exactly `expected` stands under its key (null: nothing), in one atomic step on the
   * primary; one that holds the same value again gets a new lifetime. Then reads `keys` as of that
   * moment. Counts no revision and isn't logged.
   */
  exchange(
    record: StoreRecord,
    expected: string | null,
    keys: readonly string[],
    late?: AbortSignal,
  ): Promise<Exchanged>;

  /**
   * Puts a record if exactly `expected` stands under its key (null: nothing), and with it each of `records` under whose
   * key nothing stands: all in one atomic step on the primary, or nothing. Resolves with what stands under the record's
   * key after that. Counts no revision and isn't logged.
   */
  restore(restoration: Restoration, late?: AbortSignal): Promise<Restored>;

  /**
   * Reads the log after a cursor and some keys, in one round trip and as of one moment. Entries come in the order they
   * were put; `complete` is false if there are more. Entries older than the driver's `logRetentionMs` may be gone.
   */
  tail(query: TailQuery, late?: AbortSignal): Promise<Tail>;

  /** Releases connections and handles. Later calls reject. */
  close(): Promise<void>;
}

/** What a store is opened with: its owner's clock, deadline and retention. */
export interface StoreContext {
  readonly clock: Clock;
  /** A call that comes without a deadline rejects after so many milliseconds, whatever the connection does. */
  readonly timeoutMs: number;
  /** How long the log keeps an entry at least, milliseconds. */
  readonly logRetentionMs: number;
}

/** Opens a store. `createAuth` calls it with its own clock, deadline and retention. */
export type StoreFactory<S extends Store = Store> = (context: StoreContext) => S;

/**
 * One entry per key that was asked, in order; null: nothing stands there. Positions, as in a reply of MGET: a record keyed
 * by name would have to be built for each question, an eighth of what `verify` takes. Above the stores only `createSnapshot`
 * reads them; everything else asks its snapshot by key.
 */
export type Values = readonly (string | null)[];

/**
 * Keys are short visible ASCII (`session:<sid>`) but none of the store's own (`isReserved`), values any
 * well-formed string. Anything else rejects with `RangeError`.
 */
export interface StoreRecord {
  readonly key: string;
  readonly value: string;
  /** Milliseconds from now, a positive integer; null: for ever. */
  readonly lifetimeMs: number | null;
}

export interface Write {
  /** What the names of this write's counter of revisions, its log and its followers begin with. Default: nothing. */
  readonly space?: string;
  readonly records: readonly StoreRecord[];
  /** A random id that no other write has. */
  readonly revisionId: string;
  /** Entries of the log younger than this must stay, milliseconds; so must those younger than the store's `logRetentionMs`. */
  readonly keepLogMs: number;
  /** Revisions below this number needn't be kept any longer than a minute. */
  readonly settled: number;
  readonly keys: readonly string[];
}

export interface Written {
  /** The number of this write, from 1, higher than any before it. */
  readonly revision: number;
  readonly values: Values;
}

export interface PrimaryReading {
  readonly values: Values;
  /** The store's time, milliseconds since 1970. */
  readonly at: number;
}

export interface Exchanged extends PrimaryReading {
  /** What stands under the record's key now; null: nothing. */
  readonly value: string | null;
}

export interface Restoration {
  readonly record: StoreRecord;
  readonly expected: string | null;
  readonly records: readonly StoreRecord[];
}

export interface Restored {
  /** What stands under the record's key now; null: nothing. */
  readonly value: string | null;
}

export interface TailQuery {
  /** As in `Write`. */
  readonly space?: string;
  /**
   * The entry after which to begin; null: at the oldest one. So also where that entry is gone: a failover may have taken it
   * away, and others may have been written in its place.
   */
  readonly cursor: string | null;
  readonly keys: readonly string[];
  /** The most entries, at least 1. */
  readonly limit: number;
}

export interface Tail {
  readonly entries: readonly LogEntry[];
  /** Where the next call goes on; null only while the log is empty. */
  readonly cursor: string | null;
  readonly complete: boolean;
  /** The values of `keys`, as `read` gives them. */
  readonly values: Values;
}

export interface LogEntry {
  readonly key: string;
  readonly value: string;
}

/** The key of the counter of writes; `read` answers it like any other key, as a decimal string. */
export const REVISION_KEY = "revision";

/** Names the key under which the n-th write leaves its random id. */
export function revisionKey(number: number): string {
  return `${REVISION_KEY}:${number}`;
}

/** While a record stands here, writes are appended to the log. */
export const FOLLOWERS_KEY = "followers";

/** The name under which drivers on Redis keep the log. */
export const LOG_KEY = "log";

/** What a space's names begin with: keys of one are never those of another, nor of none. */
export const SPACE = /^[0-9a-z]{1,11}\.[\w-]{8}:/;

/** Tells whether a key is the store's own, in whatever space, which no record can have. */
export function isReserved(key: string): boolean {
  const name = key.replace(SPACE, "");
  return name === LOG_KEY || name === REVISION_KEY || name.startsWith(`${REVISION_KEY}:`);
}

/** The store did not give the expected answer. Messages never contain commands, keys or values. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}
