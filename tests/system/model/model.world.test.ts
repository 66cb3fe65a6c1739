import { startRedis } from "@curfew/testing/redis-server";
import { onTestFinished, test } from "vitest";
import { MODEL_TIMEOUT_MS, obeyAnyOrder } from "./any-order.ts";

test("Two instances obey the token rules in any order of calls (redis)", { timeout: MODEL_TIMEOUT_MS }, async () => {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  await obeyAnyOrder("redis", redis.url);
});
