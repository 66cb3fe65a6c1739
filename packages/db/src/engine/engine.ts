import type { Kysely } from "kysely";
import type { Tables } from "../tables.ts";
import type { Dialect } from "./dialect.ts";

/** A way to reach one kind of database. */
export interface Engine {
  readonly dialect: Dialect;
  /**
   * Lends a connection, opening one if need be. As soon as `signal` is aborted, waiting for it or for
   * an answer rejects with the signal's reason, and nothing more is sent over it. What was sent is given up, in
   * a transaction by the server itself after `limitMs`.
   */
  lease(signal: AbortSignal, limitMs: number): Promise<Lease>;
  /** Tells whether the same work may succeed in a moment: another process holds a lock. */
  isTransient(error: unknown): boolean;
  /** Tells whether a table is in use by another process, and was waited for as long as was allowed. */
  isLocked(error: unknown): boolean;
  /** Returns the part of an error that may be told: never a value that came with a query. */
  redact(error: unknown): unknown;
  /** The same database for work that takes long: it has connections of its own where there can be several. */
  setAside(): Engine;
  /** After the work under way. Nothing is lent any more. May be called again. */
  close(): Promise<void>;
}

interface Lease {
  readonly db: Kysely<Tables>;
  /** Gives the connection back, once. Resolves when what was done over it is durable; rejects if it was undone. */
  release(): Promise<void>;
}
