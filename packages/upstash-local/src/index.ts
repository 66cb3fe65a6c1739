import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { connectRedis } from "./connection.ts";
import { createHandler } from "./handler.ts";
import { parseOptions, type UpstashLocalOptions } from "./options.ts";

export type { UpstashLocalOptions } from "./options.ts";

export interface UpstashLocal {
  /** What `UPSTASH_REDIS_REST_URL` should be. */
  readonly url: string;
  readonly token: string;
  /** Stops listening, lets calls under way finish, and leaves Redis. */
  close(): Promise<void>;
}

/** Calls under way have a deadline of their own that is shorter; this one is for callers that don't read or write on. */
const CLOSE_DEADLINE_MS = 3_000;
const REQUEST_DEADLINE_MS = 30_000;

/**
 * Serves Upstash's REST protocol in front of a Redis or Valkey. Resolves when it listens, even if Redis is down:
 * calls are then answered 503 until it is back.
 * @throws TypeError on a setting that can't be used; the system's error if it can't listen.
 */
export async function createUpstashLocal(options: UpstashLocalOptions): Promise<UpstashLocal> {
  const { redisUrl, token, port, host } = parseOptions(options);
  const redis = await connectRedis(redisUrl);
  const server = createServer({ requestTimeout: REQUEST_DEADLINE_MS }, createHandler(redis, token));
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
      await closeServer(server);
      redis.disconnect();
    },
  };
}

/** A server that listens on every address is reached by the loopback one. */
function urlOf({ address, family, port }: AddressInfo): string {
  if (address === "0.0.0.0" || address === "::") return `http://localhost:${port}`;
  return family === "IPv6" ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  const killer = setTimeout(() => server.closeAllConnections(), CLOSE_DEADLINE_MS);
  await closed;
  clearTimeout(killer);
}
