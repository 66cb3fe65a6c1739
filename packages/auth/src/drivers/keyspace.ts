import { MARK_KEY, type Store, StoreError, type StoreRecord } from "../blacklist/store.ts";
import type { Command, Wire } from "./commands.ts";
import { checkKeys, checkPositive, checkRecords, LOG_KEY, streamIdOf } from "./door.ts";
import { countOf, isStored, listOf, logOf, textOf, textsOf, timeOf, unexpected } from "./replies.ts";

/** One hash tag, so that all records share a slot and MGET and MULTI reach them in a cluster too. */
export const KEY_PREFIX = "{curfew}:";

export interface KeyspaceOptions {
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
export function keyspaceStore(wire: Wire, { keyPrefix, logRetentionMs }: KeyspaceOptions): Store {
  checkPositive("logRetentionMs", logRetentionMs);
  checkKeys([keyPrefix]);
  const markKey = keyPrefix + MARK_KEY;
  const logKey = keyPrefix + LOG_KEY;
  /** The server's time when it took this process's last put: see `oldestId`. */
  let putAt: number | null = null;
  let closed = false;

  /**
   * What an entry must be newer than to stay. Told by the server's clock alone: by one that runs
   * ahead, the log would lose entries that a new process still has to see. So the first put trims
   * nothing, and the next ones as of the put before.
   */
  function oldestId(): string | null {
    return putAt === null ? null : `${Math.max(0, putAt - logRetentionMs)}-0`;
  }

  function set({ key, value, lifetimeMs }: StoreRecord, ifAbsent: boolean): Command {
    return ["set", keyPrefix + key, value, lifetimeMs, ifAbsent];
  }

  const prefixed = (keys: readonly string[]) => keys.map((key) => keyPrefix + key);

  return {
    name: wire.name,

    async read(keys) {
      checkKeys(keys);
      if (closed) throw new StoreError("The store is closed");
      return keys.length === 0 ? [] : wire.mget(prefixed(keys), (reply) => textsOf(reply, keys.length));
    },

    async put(records) {
      checkRecords(records);
      const sets = records.map((record) => set(record, false));
      const entries = records.map((record): Command => ["xadd", logKey, record, oldestId()]);
      return wire.transact([...sets, ...entries, ["incr", markKey]], (replies) => {
        const list = listOf(replies, 2 * records.length + 1);
        for (const reply of list.slice(0, records.length)) isStored(reply, false);
        for (const reply of list.slice(records.length, -1)) putAt = timeOf(reply);
        return countOf(list.at(-1));
      });
    },

    async putIfAbsent(record) {
      checkRecords([record]);
      const key = keyPrefix + record.key;
      return wire.transact([set(record, true), ["get", key], ["incr", markKey]], (replies) => {
        const [stored, standing, mark] = listOf(replies, 3);
        const value = textOf(standing);
        if (isStored(stored, true) && value !== record.value) throw unexpected();
        return { value, mark: countOf(mark) };
      });
    },

    async tail(cursor, keys, limit) {
      checkKeys(keys);
      checkPositive("limit", limit);
      const start = cursor === null ? "-" : `(${streamIdOf(cursor)}`;
      const range: Command = ["xrange", logKey, start, "+", limit + 1];
      const commands: Command[] = keys.length === 0 ? [range] : [range, ["mget", prefixed(keys)]];
      return wire.transact(commands, (replies) => {
        const [log, values = []] = listOf(replies, commands.length);
        const found = logOf(log);
        const shown = found.slice(0, limit);
        return {
          entries: shown.map(({ key, value }) => ({ key, value })),
          cursor: shown.at(-1)?.id ?? cursor,
          complete: found.length <= limit,
          values: textsOf(values, keys.length),
        };
      });
    },

    async close() {
      closed = true;
      await wire.close();
    },
  };
}
