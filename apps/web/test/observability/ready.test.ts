import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { inTime } from "@curfew/testing/in-time";
import { startRedis } from "@curfew/testing/redis-server";
import { expect, onTestFinished, test } from "vitest";
import { PATIENCE, startService } from "./support.ts";

async function readiness({ origin }: { readonly origin: string }) {
  const answer = await fetch(`${origin}/readyz`);
  const text = await answer.text();
  return { status: answer.status, text, body: JSON.parse(text) as unknown };
}

test("A silent store turns readiness red within the deadline", async () => {
  const silence = createServer(() => {});
  await once(silence.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void silence.close());
  const { port } = silence.address() as AddressInfo;
  const service = await startService({ REDIS_URL: `redis://:canary@127.0.0.1:${port}`, BLACKLIST_TIMEOUT_MS: "400" });
  const answers = await Promise.all(Array.from({ length: 20 }, () => inTime(400 + 500, readiness(service))));
  for (const { status, body, text } of answers) {
    expect([status, body]).toEqual([503, { ready: false, blacklist: "down", database: "up", warnings: [] }]);
    expect(text).not.toMatch(/canary|127\.0\.0\.1/);
  }
});

test("A store that starts late turns readiness green without a restart", async () => {
  const redis = await startRedis({ appendonly: true });
  onTestFinished(() => redis.stop());
  await redis.kill();
  const service = await startService({ REDIS_URL: redis.url });
  expect(await readiness(service)).toMatchObject({ status: 503, body: { blacklist: "down", database: "up" } });
  expect((await fetch(`${service.origin}/healthz`)).status).toBe(200);
  await redis.restart();
  await expect.poll(async () => (await readiness(service)).status, PATIENCE).toBe(200);
});

test("A store with another password is down, without showing the password", async () => {
  const redis = await startRedis({ config: { requirepass: "the right one" } });
  onTestFinished(() => redis.stop());
  const service = await startService({ REDIS_URL: redis.url.replace("//", "//:canary@") });
  const { status, text } = await readiness(service);
  expect(status).toBe(503);
  expect(text + service.log.join()).not.toContain("canary");
});
