import { type Store, StoreError, type Tail } from "../../blacklist/store.ts";
import { checkPrefix } from "../key-prefix.ts";
import {
  checkExchange,
  checkKeys,
  checkPositive,
  checkRestoration,
  checkTail,
  checkWrite,
  streamIdOf,
} from "../validate.ts";
import { exchangedOf, primaryReadingOf, restoredOf, tailOf, writtenOf } from "./replies.ts";
import { scriptsFor } from "./scripts.ts";
import type { RedisTransport } from "./transport.ts";

export interface RedisStoreOptions {
  readonly keyPrefix: string;
  readonly logRetentionMs: number;
}

/**
 * Creates a store in a Redis 6.2 or later, Valkey or Upstash: strings with lifetimes, a counter, a stream.
 *
 * MGET answers nil where something other than a string stands, and that reads as "nothing". No
 * write of ours brings it about: records are only ever SET, and none can have the log's key. Whoever
 * can write to the server by other ways can delete there as well.
 */
export function createRedisStore(transport: RedisTransport, { keyPrefix, logRetentionMs }: RedisStoreOptions): Store {
  checkPositive("logRetentionMs", logRetentionMs);
  checkPrefix(keyPrefix);
  const scripts = scriptsFor(keyPrefix, logRetentionMs);
  let closed = false;

  return {
    name: transport.name,
    setting: `${transport.name} ${transport.address} ${keyPrefix}`,
    connections: () => transport.connections(),

    async read(keys, late) {
      checkKeys(keys);
      if (closed) throw new StoreError("The store is closed");
      if (keys.length === 0) return [];
      return transport.mget(
        keys.map((key) => keyPrefix + key),
        late,
      );
    },

    async readPrimary(keys, late) {
      checkKeys(keys);
      return transport.run(scripts.readPrimary(keys), (reply) => primaryReadingOf(reply, keys.length), late);
    },

    async put(write, late) {
      checkWrite(write);
      return transport.run(scripts.put(write), (reply) => writtenOf(reply, write.keys.length), late);
    },

    async exchange(record, expected, keys, late) {
      checkExchange(record, expected, keys);
      const script = scripts.exchange(record, expected, keys);
      const parse = (reply: unknown) => exchangedOf(reply, { wanted: record.value, expected }, keys.length);
      return transport.run(script, parse, late);
    },

    async restore(restoration, late) {
      checkRestoration(restoration);
      const expectation = { wanted: restoration.record.value, expected: restoration.expected };
      const parse = (reply: unknown) => restoredOf(reply, expectation, restoration.records.length);
      return transport.run(scripts.restore(restoration), parse, late);
    },

    async tail(query, late) {
      checkTail(query);
      const { cursor, limit, keys } = query;
      const start = cursor === null ? "-" : streamIdOf(cursor);
      const parse = (reply: unknown) => tailIn(reply, { cursor, limit, keys: keys.length });
      return transport.run(scripts.tail(start, limit + 2, query), parse, late);
    },

    async close() {
      closed = true;
      await transport.close();
    },
  };
}

interface Asked {
  readonly cursor: string | null;
  readonly limit: number;
  /** How many keys were asked along. */
  readonly keys: number;
}

/** The reply to a tail that asked for the cursor's entry, those after it, and one more to see whether there are more. */
function tailIn(reply: unknown, asked: Asked): Tail {
  const { log, values } = tailOf(reply, asked.keys);
  const isThere = asked.cursor !== null && log[0]?.id === asked.cursor;
  const rest = isThere ? log.slice(1) : log;
  const shown = rest.slice(0, asked.limit);
  return {
    entries: shown.map(({ key, value }) => ({ key, value })),
    cursor: shown.at(-1)?.id ?? (isThere ? asked.cursor : null),
    complete: rest.length <= asked.limit,
    values,
  };
}
