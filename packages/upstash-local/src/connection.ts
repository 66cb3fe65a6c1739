import { Redis, type RedisOptions } from "ioredis";

/** How long a command, and an attempt to connect, may take. */
const TIMEOUT_MS = 2_000;

/** Together they make a Redis that is down or stuck an error soon, never a wait, and never send a command twice. */
const OPTIONS = {
  lazyConnect: true,
  connectTimeout: TIMEOUT_MS,
  commandTimeout: TIMEOUT_MS,
  // A peer that vanished without a word is given up, and a new connection made.
  socketTimeout: 2 * TIMEOUT_MS,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  retryStrategy: (attempt: number) => Math.min(attempt * 50, 500),
  // One that loads its data is asked again soon, however long it guesses that it will take.
  maxLoadingRetryTime: 100,
  // Upstash answers in RESP2's shapes; integers beyond 2^53 only survive as text.
  protocol: 2,
  stringNumbers: true,
} satisfies RedisOptions;

/**
 * A connection that keeps trying. Resolves after the first attempt, whatever became of it.
 * `report` hears of every change: "ready", or what is wrong.
 */
export async function connectRedis(url: string, report: (state: string) => void): Promise<Redis> {
  const redis = new Redis(url, OPTIONS);
  const change = onChange(report);
  redis.on("error", (error: NodeJS.ErrnoException) => change(error.message || error.code || "connection failed"));
  redis.on("ready", () => change("ready"));
  await redis.connect().catch(() => {});
  return redis;
}

/** A connection of its own that does not come back once it is lost. Rejects if it can't be made. */
export async function connectOnce(redis: Redis): Promise<Redis> {
  const own = redis.duplicate({ retryStrategy: () => null });
  own.on("error", () => {});
  await own.connect();
  return own;
}

function onChange(report: (state: string) => void): (state: string) => void {
  let last = "";
  return (state) => {
    if (state !== last) report(state);
    last = state;
  };
}
