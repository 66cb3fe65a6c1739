import { type Store, StoreError } from "../../blacklist/store.ts";
import { checkPrefix } from "../key-prefix.ts";
import { checkExchange, checkKeys, checkPositive, checkWrite, streamIdOf } from "../validate.ts";
import { exchangedOf, primaryReadingOf, tailOf, textsOf, writtenOf } from "./replies.ts";
import { scriptsFor } from "./scripts.ts";
import type { RedisTransport } from "./transport.ts";

export interface RedisStoreOptions {
  readonly keyPrefix: string;
  readonly logRetentionMs: number;
}

/**
 * A store in a Redis 6.2 or later, Valkey or Upstash: strings with lifetimes, a counter, a stream.
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

    async read(keys) {
      checkKeys(keys);
      if (closed) throw new StoreError("The store is closed");
      if (keys.length === 0) return [];
      const prefixed = keys.map((key) => keyPrefix + key);
      return transport.mget(prefixed, (reply) => textsOf(reply, keys.length));
    },

    async readPrimary(keys) {
      checkKeys(keys);
      return transport.run(scripts.readPrimary(keys), (reply) => primaryReadingOf(reply, keys.length));
    },

    async put(write) {
      checkWrite(write);
      return transport.run(scripts.put(write), (reply) => writtenOf(reply, write.keys.length));
    },

    async exchange(record, expected, keys) {
      checkExchange(record, expected, keys);
      const script = scripts.exchange(record, expected, keys);
      return transport.run(script, (reply) => exchangedOf(reply, { wanted: record.value, expected }, keys.length));
    },

    async tail(cursor, keys, limit) {
      checkKeys(keys);
      checkPositive("limit", limit);
      const start = cursor === null ? "-" : `(${streamIdOf(cursor)}`;
      return transport.run(scripts.tail(start, limit + 1, keys), (reply) => {
        const { log, values } = tailOf(reply, keys.length);
        const shown = log.slice(0, limit);
        return {
          entries: shown.map(({ key, value }) => ({ key, value })),
          cursor: shown.at(-1)?.id ?? cursor,
          complete: log.length <= limit,
          values,
        };
      });
    },

    async close() {
      closed = true;
      await transport.close();
    },
  };
}
