export { ask, tell } from "./ask.ts";
export type { LaggingReplica } from "./lagging-replica.ts";
export { startLaggingReplica } from "./lagging-replica.ts";
export type { ManagedRedis } from "./managed-redis.ts";
export { startManagedRedis } from "./managed-redis.ts";
export type { RedisServer, StartRedisOptions } from "./redis-server.ts";
export { startRedis } from "./redis-server.ts";
export type { Sentinel, StartSentinelOptions } from "./sentinel.ts";
export { startSentinel } from "./sentinel.ts";
