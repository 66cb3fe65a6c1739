import { Redis, type RedisOptions } from "ioredis";

/** How long a command, and a connection attempt, may take. */
const TIMEOUT_MS = 2_000;

/** Everything here makes a Redis that is down or stuck an error soon, never a wait, and never a command sent twice. */
const OPTIONS = {
  lazyConnect: true,
  connectTimeout: TIMEOUT_MS,
  commandTimeout: TIMEOUT_MS,
  // A peer that vanished without a word is noticed, and a new connection made.
  socketTimeout: 2 * TIMEOUT_MS,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  retryStrategy: (attempt: number) => Math.min(attempt * 50, 500),
  // Upstash answers in RESP2's shapes, and numbers beyond 2^53 only survive as text.
  protocol: 2,
  stringNumbers: true,
} satisfies RedisOptions;

/** A connection that keeps trying. Resolves after the first attempt, whatever became of it. */
export async function connectRedis(url: string): Promise<Redis> {
  const redis = new Redis(url, OPTIONS);
  redis.on("error", () => {});
  await redis.connect().catch(() => {});
  return redis;
}

/** A connection that does not come back once it is lost. Rejects if it can't be made. */
export async function connectOnce(redis: Redis): Promise<Redis> {
  const once = redis.duplicate({ retryStrategy: () => null });
  once.on("error", () => {});
  await once.connect();
  return once;
}
