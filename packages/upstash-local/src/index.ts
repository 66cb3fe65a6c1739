import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { closer } from "./closing.ts";
import { connectRedis } from "./connection.ts";
import { createHandler } from "./handler.ts";
import { parseOptions, type UpstashLocalOptions } from "./options.ts";

export type { UpstashLocalOptions } from "./options.ts";

export interface UpstashLocal {
  /** What `UPSTASH_REDIS_REST_URL` should be. */
  readonly url: string;
  readonly token: string;
  /** Stops listening, lets calls under way finish, ends subscriptions, and leaves Redis. */
  close(): Promise<void>;
}

/** How long a caller may take to send its request. */
const REQUEST_DEADLINE_MS = 30_000;

/**
 * Serves Upstash's REST protocol in front of a Redis or Valkey. Resolves when it listens, even if Redis is down:
 * calls are then answered 503 until it is back.
 * @throws TypeError on a setting that can't be used; the system's error if it can't listen.
 */
export async function createUpstashLocal(options: UpstashLocalOptions): Promise<UpstashLocal> {
  const { redisUrl, token, port, host, report } = parseOptions(options);
  const redis = await connectRedis(redisUrl, report);
  const closing = new AbortController();
  const handler = createHandler(redis, token, closing.signal);
  const server = createServer({ requestTimeout: REQUEST_DEADLINE_MS, keepAlive: true }, handler);
  const closeServer = closer(server);
  try {
    await once(server.listen(port, host), "listening");
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  return {
    url: urlOf(server.address() as AddressInfo),
    token,
    async close() {
      closing.abort();
      await closeServer();
      redis.disconnect();
    },
  };
}

/** A server that listens on every address is reached by the loopback one. */
function urlOf({ address, family, port }: AddressInfo): string {
  if (address === "0.0.0.0" || address === "::") return `http://localhost:${port}`;
  return family === "IPv6" ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}
