import { randomUUID } from "node:crypto";
import { Redis as UpstashRedis } from "@upstash/redis";
import { Redis } from "ioredis";
import { createClient, RESP_TYPES } from "redis";

/** A prefix that no other test uses. */
export const prefix = () => `{test:${randomUUID()}}:`;

/** Connects as a user of ioredis might, with every setting on that endangers a store. */
export function ioredisClient(port: number): Redis {
  return new Redis({
    host: "127.0.0.1",
    port,
    lazyConnect: true,
    keyPrefix: "theirs:",
    stringNumbers: true,
    enableAutoPipelining: true,
    enableOfflineQueue: true,
    autoResendUnfulfilledCommands: true,
    maxRetriesPerRequest: null,
    reconnectOnError: () => 2,
    commandTimeout: 1,
  });
}

/** The same for node-redis. */
export function nodeRedisClient(port: number) {
  return createClient({
    socket: { host: "127.0.0.1", port, reconnectStrategy: () => 1 },
    RESP: 3,
    disableOfflineQueue: false,
    clientSideCache: { ttl: 60_000, maxEntries: 100 },
    commandOptions: { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer, [RESP_TYPES.NUMBER]: String } },
    pingInterval: 10,
  });
}

/** The same for Upstash's client. */
export function upstashClient(url: string, token: string): UpstashRedis {
  return new UpstashRedis({
    url,
    token,
    retry: { retries: 5, backoff: () => 10 },
    signal: AbortSignal.abort(),
    automaticDeserialization: true,
    enableAutoPipelining: true,
    responseEncoding: "base64",
  });
}
