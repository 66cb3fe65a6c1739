import type { Redis } from "ioredis";
import { underDeadline } from "../../blacklist/deadline.ts";
import type { StoreContext, StoreFactory } from "../../blacklist/store.ts";
import { type DiagnosableStore, diagnosticsOf } from "../diagnostics.ts";
import { checkPrefix, KEY_PREFIX } from "../key-prefix.ts";
import { codeOf, redactError } from "../redact-error.ts";
import { checkTimeout } from "../validate.ts";
import { type Connection, createConnection } from "./connection.ts";
import { dateOf, listOf, sizeOf, textOf } from "./replies.ts";
import { createRedisStore } from "./store.ts";
import type { RedisTransport } from "./transport.ts";
import { parseRedisUrl } from "./url.ts";

export interface RedisOptions {
  /**
   * `redis://[user[:password]@]host[:port][/database]`, or `rediss:` over TLS; nodes of a cluster as
   * `redis-cluster://host[:port],…`, Sentinels as `redis-sentinel://host[:port],…[/database]?sentinelMasterId=name`.
   * A certificate of an authority of one's own is believed if Node.js was told of it at its start, by
   * `NODE_EXTRA_CA_CERTS`.
   */
  readonly url: string;
  /** What all keys begin with; it has to hold a hash tag. Default `{curfew}:`. */
  readonly keyPrefix?: string;
}

/**
 * A Redis 6.2 or later, or a Valkey, over TCP; a cluster of them, or one that Sentinels watch. Lifetimes
 * end by the server's clock. Each call is one request, sent at most once, and only over a connection that
 * is up: a call waits for the attempt to connect that is under way, and rejects if that one fails. Throws
 * RangeError on bad options.
 */
export function redisStore(options: RedisOptions): StoreFactory<DiagnosableStore> {
  parseRedisUrl(options.url);
  checkPrefix(options.keyPrefix ?? KEY_PREFIX);
  return (context) => openRedisStore({ ...context, ...options });
}

/** Opens such a store with a deadline and a retention of one's own. */
export function openRedisStore(options: RedisOptions & Omit<StoreContext, "clock">): DiagnosableStore {
  const { url, timeoutMs, logRetentionMs, keyPrefix = KEY_PREFIX } = options;
  checkTimeout(timeoutMs);
  checkPrefix(keyPrefix);
  const connection = createConnection(url, keyPrefix);
  const ask = askerOf(connection, timeoutMs);
  const store = createRedisStore(transportOver(ask, connection), { keyPrefix, logRetentionMs });
  return {
    ...store,
    size: () => ask((client) => client.dbsize(), sizeOf),
    async diagnose() {
      const info = await ask((client) => client.info(), textOf);
      // Refused to many a user, and then there is nothing to tell.
      const save = await ask((client) => client.config("GET", "save"), saveOf).catch(() => null);
      return diagnosticsOf(info, save);
    },
    time: () => ask((client) => client.time(), dateOf),
  };
}

type Ask = <T>(
  send: (client: Redis) => Promise<unknown>,
  parse: (reply: unknown) => T,
  late?: AbortSignal,
) => Promise<T>;

function askerOf(connection: Connection, timeoutMs: number): Ask {
  return async (send, parse, given) => {
    const silentAt = performance.now() + timeoutMs;
    try {
      return await underDeadline(given, timeoutMs, async (late) => {
        await connection.ready();
        late.throwIfAborted();
        connection.dropIfSilent(late, silentAt);
        const reply = await send(connection.client).catch((error: unknown) => refused(error, connection));
        return parsed(reply, parse, connection);
      });
    } catch (error) {
      throw redactError("redis", error);
    }
  };
}

/**
 * What a server answers that isn't the primary any more, isn't one yet, was cut off from its replicas by
 * whoever promoted another, or doesn't keep our keys: with all of these another may be the one.
 */
const DISPLACED = new Set("READONLY MASTERDOWN LOADING NOREPLICAS CLUSTERDOWN TRYAGAIN MOVED ASK".split(" "));

function refused(error: unknown, connection: Connection): never {
  if (DISPLACED.has(codeOf(error))) connection.displaced();
  throw error;
}

/** After a reply out of shape the ones behind it may be out of step with their calls as well. */
function parsed<T>(reply: unknown, parse: (reply: unknown) => T, connection: Connection): T {
  try {
    const answer = parse(reply);
    connection.proven();
    return answer;
  } catch (error) {
    connection.drop();
    throw error;
  }
}

function transportOver(ask: Ask, connection: Connection): RedisTransport {
  return {
    name: "redis",
    address: connection.address,
    connections: () => connection.count(),
    mget: (keys, parse, late) => ask((client) => client.mget([...keys]), parse, late),
    run: ({ text, keys, args }, parse, late) =>
      ask((client) => client.eval(text, keys.length, ...keys, ...args), parse, late),
    close: async () => connection.close(),
  };
}

function saveOf(reply: unknown): string {
  return textOf(listOf(reply, 2)[1]);
}
