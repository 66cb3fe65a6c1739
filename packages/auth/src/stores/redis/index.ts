import type { Redis } from "ioredis";
import type { StoreContext, StoreFactory } from "../../blacklist/store.ts";
import type { DiagnosableStore } from "../diagnostics.ts";
import { checkPrefix, KEY_PREFIX } from "../key-prefix.ts";
import { clientFor } from "./client.ts";
import { type ConnectionSource, createConnection } from "./connection.ts";
import { duplicateOf } from "./duplicate.ts";
import { openOver } from "./open.ts";
import { formatRedisUrl, parseRedisUrl } from "./url.ts";

export type RedisOptions = (RedisByUrl | RedisByClient) & {
  /** What all keys begin with; it has to hold a hash tag. Default `{curfew}:`. */
  readonly keyPrefix?: string;
};

interface RedisByUrl {
  /**
   * `redis://[user[:password]@]host[:port][/database]`, or `rediss:` over TLS; nodes of a cluster as
   * `redis-cluster://host[:port],…`, Sentinels as `redis-sentinel://host[:port],…[/database]?sentinelMasterId=name`.
   * A certificate of an authority of one's own is believed if Node.js was told of it at its start, by
   * `NODE_EXTRA_CA_CERTS`, or the url by `?sslrootcert=/path/of/ca.pem`; a certificate of the client's own is shown with
   * `sslcert` and `sslkey`. The files are read for each connection.
   */
  readonly url: string;
  readonly client?: never;
}

interface RedisByClient {
  /**
   * A client of ioredis that leads to the server, or to its Sentinels. The store makes a connection of its own as this
   * client would, but with settings that keep its deadline: nothing is queued while the connection is down
   * (`enableOfflineQueue`), sent twice (`maxRetriesPerRequest`, `autoResendUnfulfilledCommands`, `reconnectOnError`),
   * collected (`enableAutoPipelining`) or changed (`keyPrefix`, `stringNumbers`). The client itself is left alone, and
   * stays open when the store is closed.
   */
  readonly client: Redis;
  readonly url?: never;
}

/**
 * Keeps revocations in a Redis 6.2 or later, or a Valkey, over TCP; a cluster of them, or one that Sentinels watch.
 * Lifetimes end by the server's clock. Each call is one request, sent at most once, and only over a connection that
 * is up: a call waits for the attempt to connect that is under way, and rejects if that one fails. Throws
 * RangeError on bad options.
 *
 * @example
 * const auth = createAuth({
 *   issuer: "https://example.com",
 *   keys: createKeyRing(await generateKeySet()),
 *   store: redisStore({ url: "redis://localhost:6379" }),
 * });
 */
export function redisStore(options: RedisOptions): StoreFactory<DiagnosableStore> {
  sourceOf(options, KEY_PREFIX);
  checkPrefix(options.keyPrefix ?? KEY_PREFIX);
  return (context) => openRedisStore({ ...context, ...options });
}

/** Opens such a store with a deadline and a retention of one's own. */
export function openRedisStore(options: RedisOptions & Omit<StoreContext, "clock">): DiagnosableStore {
  return openOver((keyPrefix) => createConnection(sourceOf(options, keyPrefix)), options);
}

/** Throws RangeError on a bad URL or client. */
function sourceOf({ url, client }: RedisByUrl | RedisByClient, keyPrefix: string): ConnectionSource {
  if (client !== undefined) return duplicateOf(client);
  const address = parseRedisUrl(url);
  return {
    address: formatRedisUrl(address),
    createClient: (retryStrategy) => clientFor(address, keyPrefix, retryStrategy),
  };
}
