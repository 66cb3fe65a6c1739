import { ask, startManagedRedis } from "@curfew/testing/redis-server";
import { expect, onTestFinished, test } from "vitest";

async function managed() {
  const redis = await startManagedRedis();
  onTestFinished(() => redis.stop());
  const at = { port: Number(new URL(redis.url).port) };
  return { redis, ask: (command: string) => ask(at, command) };
}

test("A failover loses what was answered within the lag, and nothing else", async () => {
  const { redis, ask } = await managed();
  await ask("SET kept 1");
  const over = redis.failOver(400);
  // The lag begins at once, and the primary dies at its end.
  await new Promise((resolve) => setTimeout(resolve, 200));
  await ask("SET lost 1");
  await over;
  expect(await ask("GET kept")).toContain("$1\r\n1");
  expect(await ask("GET lost")).toContain("$-1");
});

test("What took over survives a restart, and can be taken over from", async () => {
  const { redis, ask } = await managed();
  await redis.failOver(0);
  await ask("SET kept 1");
  await redis.primary.kill();
  await redis.primary.restart();
  expect(await ask("GET kept")).toContain("$1\r\n1");
  await redis.failOver(0);
  expect(await ask("GET kept")).toContain("$1\r\n1");
});
