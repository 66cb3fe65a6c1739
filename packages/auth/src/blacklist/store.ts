/**
 * What a blacklist needs of a store. A driver implements this and nothing else;
 * `test/drivers/conformance.ts` is the contract written as tests.
 *
 * Every method either does exactly what it says or rejects. There is no third way:
 * a time-out, a refused connection, an error reply and a reply of an unexpected type
 * all reject (any error will do, `StoreError` keeps the cause), because a failure
 * that reads as "nothing stands there" would let a revoked token pass.
 */
export interface Store {
  /** The driver's name, for logs and the operator. */
  readonly name: string;

  /**
   * Reads all keys in one round trip and as of one moment. The answer has exactly one entry
   * per key, in order: the exact string that was put, or null where nothing stands or its lifetime is over.
   */
  read(keys: readonly string[]): Promise<readonly (string | null)[]>;

  /**
   * Puts all records in one atomic write (replacing what stood there), appends each of them to the
   * log, and adds one to the mark. Resolves with the new mark once the write is as durable as the
   * store makes it (`sqlite`: on disk).
   */
  put(records: readonly StoreRecord[]): Promise<number>;

  /**
   * Puts a record only if nothing stands under its key, and adds one to the mark either way.
   * Resolves with what stands there now: among concurrent callers all get the winner's value.
   * Not logged: nothing that is put this way decides about an access token.
   */
  putIfAbsent(record: StoreRecord): Promise<Standing>;

  /**
   * Reads the log after `cursor` (null: from its oldest entry) and `keys`, in one round trip and as
   * of one moment. Entries come in the order they were put, at most `limit`; `complete` is false if
   * there are more. Entries older than the driver's `logRetentionMs` may be gone.
   */
  tail(cursor: string | null, keys: readonly string[], limit: number): Promise<Tail>;

  /** Releases connections and handles. Later calls reject. */
  close(): Promise<void>;
}

/**
 * Keys are short visible ASCII (`session:<sid>`) but not `mark` or `log`, values any well-formed string.
 * Anything else rejects with `RangeError`.
 */
export interface StoreRecord {
  readonly key: string;
  readonly value: string;
  /** Milliseconds from now, a positive integer; null: for ever. */
  readonly lifetimeMs: number | null;
}

export interface Standing {
  readonly value: string;
  readonly mark: number;
}

export interface Tail {
  readonly entries: readonly LogEntry[];
  /** Where the next call goes on; null only while the log is empty and `cursor` was null. */
  readonly cursor: string | null;
  readonly complete: boolean;
  /** The values of `keys`, as `read` gives them. */
  readonly values: readonly (string | null)[];
}

export interface LogEntry {
  readonly key: string;
  readonly value: string;
}

/**
 * The key under which every driver counts its writes, as a decimal string; `read` answers it like
 * any other key. It only grows, so a lower one than seen before betrays a store that lost writes.
 */
export const MARK_KEY = "mark";

/** The store did not give the expected answer. Messages never contain commands, keys or values. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
  }
}
