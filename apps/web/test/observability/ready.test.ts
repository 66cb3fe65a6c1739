import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { inTime } from "@curfew/testing/in-time";
import { startRedis, tell } from "@curfew/testing/redis-server";
import { expect, onTestFinished, test } from "vitest";
import { newPerson, PATIENCE, startService } from "./support.ts";

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

test("A store that takes no more clients is down, until one has left", async () => {
  const redis = await startRedis({ appendonly: true, config: { maxclients: "2" } });
  onTestFinished(() => redis.stop());
  const others = [0, 1].map(() => connect(redis.port, "127.0.0.1"));
  onTestFinished(() => others.forEach((other) => void other.destroy()));
  await Promise.all(others.map((other) => once(other, "connect")));
  const service = await startService({ REDIS_URL: redis.url });
  expect(await readiness(service)).toMatchObject({ status: 503, body: { blacklist: "down", database: "up" } });
  const refused = await service.call("auth.signup", { input: { ...newPerson(), name: "Ann", tokens: true } });
  expect([refused.status, await refused.text()]).toEqual([503, expect.stringContaining("blacklist_unavailable")]);
  for (const other of others) other.destroy();
  await expect.poll(async () => (await readiness(service)).status, PATIENCE).toBe(200);
  await service.tokens();
});

test("A Redis that becomes a read-only replica is warned of, and lets nobody in", async () => {
  const [redis, other] = await Promise.all([startRedis({ appendonly: true }), startRedis()]);
  onTestFinished(() => Promise.all([redis.stop(), other.stop()]).then(() => {}));
  const service = await startService({ REDIS_URL: redis.url });
  const { accessToken: token, refreshToken } = await service.tokens();
  await tell(redis, `REPLICAOF 127.0.0.1 ${other.port}`);
  await service.app.warnings.look();
  for (const [procedure, input] of [
    ["account.me", undefined],
    ["auth.logout", null],
    ["auth.refresh", { refreshToken }],
    ["auth.signup", { ...newPerson(), name: "Ann", tokens: true }],
  ] as const) {
    const answer = await service.call(procedure, { input, token });
    expect([answer.status, await answer.text()]).toEqual([503, expect.stringContaining("blacklist_unavailable")]);
  }
  const { status, body } = await readiness(service);
  expect(status).toBe(503);
  expect(body).toEqual({
    ...{ ready: false, blacklist: "down", database: "up" },
    warnings: [expect.stringMatching(/^The server is a replica: .*requests are answered 503. Connect to its primary/)],
  });
});
