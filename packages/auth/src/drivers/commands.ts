import type { StoreRecord } from "../blacklist/store.ts";

/** The Redis commands a store needs, as data: a client only has to spell them its own way. */
export type Command =
  | readonly ["set", key: string, value: string, lifetimeMs: number | null, ifAbsent: boolean]
  | readonly ["get", key: string]
  | readonly ["mget", keys: readonly string[]]
  | readonly ["incr", key: string]
  | readonly ["xadd", key: string, entry: Entry, oldestId: string | null]
  | readonly ["xrange", key: string, start: string, end: string, count: number];

type Entry = Pick<StoreRecord, "key" | "value">;

/** A way to a Redis server. Each question is one request, sent at most once; a failed one rejects with a StoreError. */
export interface Wire {
  readonly name: string;
  /** MGET. `parse` throws if the reply has another shape than expected. */
  mget<T>(keys: readonly string[], parse: (reply: unknown) => T): Promise<T>;
  /** MULTI … EXEC. Rejects if any command failed. `parse` gets the list of replies. */
  transact<T>(commands: readonly Command[], parse: (replies: unknown) => T): Promise<T>;
  /** Later questions reject. */
  close(): Promise<void>;
}
