import { startRedis } from "@curfew/testing/redis-server";
import { onTestFinished, test } from "vitest";
import { CROWD_TIMEOUT_MS, expectNoLongTurn } from "./full-account.ts";

test("No call of a full account blocks the event loop for 100 ms: on Redis", {
  timeout: CROWD_TIMEOUT_MS,
}, async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  await expectNoLongTurn({ REDIS_URL: server.url });
});
