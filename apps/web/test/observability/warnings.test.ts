import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRedisStore } from "@curfew/auth/stores/redis";
import { createTestClock } from "@curfew/auth/testing";
import { type RedisServer, type StartRedisOptions, startRedis, tell } from "@curfew/testing/redis-server";
import { expect, onTestFinished, test } from "vitest";
import { skewAdvice } from "../../src/backend/observability/clock-skew.ts";
import { createWarnings } from "../../src/backend/observability/warnings.ts";
import { startProcess, takeTime } from "../support/process.ts";
import { PATIENCE, type Service, startService } from "./support.ts";

takeTime();

async function startedRedis(options: StartRedisOptions = {}): Promise<RedisServer> {
  const redis = await startRedis(options);
  onTestFinished(() => redis.stop());
  return redis;
}

async function warningsOf({ origin }: { readonly origin: string }): Promise<readonly string[]> {
  return ((await (await fetch(`${origin}/readyz`)).json()) as { warnings: string[] }).warnings;
}

/** The lines about the store, in their order. */
function storeLines({ lines }: Service) {
  return lines().filter(({ event }) => String(event).startsWith("blacklist_"));
}

test("A store's outage and recovery are each reported once", async () => {
  const redis = await startedRedis({ appendonly: true });
  const service = await startService({ REDIS_URL: redis.url, BLACKLIST_TIMEOUT_MS: "5000" });
  const { accessToken: token } = await service.tokens();
  const many = () => Promise.all(Array.from({ length: 12 }, () => service.call("account.me", { token })));
  await redis.kill();
  for (let round = 0; round < 2; round++) for (const { status } of await many()) expect(status).toBe(503);
  await redis.restart();
  await expect.poll(async () => (await service.call("account.me", { token })).status, PATIENCE).toBe(200);
  for (const { status } of await many()) expect(status).toBe(200);
  expect(storeLines(service)).toMatchObject([
    { level: "info", event: "blacklist_reborn", store: "redis" },
    { level: "error", event: "blacklist_down", message: expect.stringContaining("doesn't answer") },
    { level: "info", event: "blacklist_up", message: expect.stringContaining("answers again") },
  ]);
  expect(await warningsOf(service)).toEqual([]);
});

test("A recovery is reported once: in the log, readiness and audit trail, and logs no user out", async () => {
  const redis = await startedRedis({ appendonly: true });
  const service = await startService({ REDIS_URL: redis.url, BLACKLIST_TIMEOUT_MS: "5000" });
  const told = (event: string) => storeLines(service).filter((line) => line.event === event);
  const recoveries = async () => {
    const { events } = await service.app.database.audit.page({ limit: 100 });
    return events.filter(({ type }) => type === "store_recovered");
  };
  const { accessToken: token } = await service.tokens();
  const { accessToken: ended } = await service.tokens();
  expect((await service.call("auth.revoke", { input: { token: ended } })).status).toBe(200);
  for (const times of [1, 2]) {
    await tell(redis, "FLUSHALL");
    const answers = await Promise.all(Array.from({ length: 12 }, () => service.call("account.me", { token })));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    expect(told("blacklist_recovered")).toHaveLength(times);
    await expect.poll(async () => (await recoveries()).length, PATIENCE).toBe(times);
  }
  expect(told("blacklist_forgot")).toEqual([]);
  expect((await recoveries())[0]).toMatchObject({ userId: null, sessionId: null, address: null, count: 1 });
  expect(await warningsOf(service)).toEqual([
    expect.stringMatching(
      /^The blacklist \(redis\) lost records and was given back 1 from the database in \d+\.\d s: nobody was logged out.*Noticed at 20/,
    ),
  ]);
});

test("A loss is shown for an hour, and the next one again", () => {
  const { now: clock, advance } = createTestClock();
  const told: string[] = [];
  const warnings = createWarnings({ log: (event) => void told.push(event), clock, advice: async () => [] });
  for (const losses of [1, 2]) {
    warnings.observe({ type: "forgot", store: "sqlite" });
    advance({ seconds: 3600 });
    expect(warnings.current()).toHaveLength(1);
    advance({ seconds: 1 });
    expect(warnings.current()).toEqual([]);
    expect(told).toHaveLength(losses);
  }
});

test("That a store takes no writes is shown until it does again", async () => {
  const redis = await startedRedis({ appendonly: true });
  const service = await startService({ REDIS_URL: redis.url, BLACKLIST_TIMEOUT_MS: "5000" });
  const { accessToken: token } = await service.tokens();
  const revoke = async () => (await service.call("auth.revoke", { input: { token } })).status;
  await tell(redis, "CONFIG SET maxmemory 1");
  for (let i = 0; i < 3; i++) expect(await revoke()).toBe(503);
  expect(await warningsOf(service)).toEqual([
    expect.stringMatching(/takes no writes.*Check whether its server is full/),
  ]);
  await tell(redis, "CONFIG SET maxmemory 0");
  await expect.poll(revoke, PATIENCE).toBe(200);
  expect(await warningsOf(service)).toEqual([]);
});

test("Advice on the store is shown while it applies, logged once", async () => {
  const redis = await startedRedis({ appendonly: true, config: { "maxmemory-policy": "allkeys-lru" } });
  const service = await startService({ REDIS_URL: redis.url });
  const { warnings } = service.app;
  for (let round = 0; round < 3; round++) await warnings.look();
  const expected = [expect.stringMatching(/maxmemory-policy is allkeys-lru.*Set it to noeviction/)];
  expect(await warningsOf(service)).toEqual(expected);
  const told = service.lines().filter(({ event }) => event === "warning");
  expect(told.map(({ level, message }) => [level, message])).toEqual(expected.map((each) => ["warn", each]));
  await tell(redis, "CONFIG SET maxmemory-policy noeviction");
  await warnings.look();
  expect(await warningsOf(service)).toEqual([]);
});

test("A mistyped variable is warned of in log and readiness", async () => {
  const service = await startService({ REDIS_URI: "redis://:canary@cache.example", REDIS_URL: "redis://127.0.0.1:1" });
  expect(service.app.settings.warnings).toEqual([]);
  const other = await startService({ REDIS_URI: "redis://:canary@cache.example" });
  await other.app.warnings.look();
  const expected = "REDIS_URI is not a setting of Curfew and is ignored. Did you mean REDIS_URL?";
  expect(await warningsOf(other)).toEqual([expected]);
  expect(other.lines().filter(({ event }) => event === "warning")).toMatchObject([
    { level: "warn", message: expected },
  ]);
  expect(other.log.join()).not.toContain("canary");
});

test("Advice that can't be had leaves the last one standing", async () => {
  const redis = await startedRedis();
  const service = await startService({ REDIS_URL: redis.url });
  await service.app.warnings.look();
  await redis.kill();
  await service.app.warnings.look();
  expect(await warningsOf(service)).toEqual([expect.stringContaining("Persistence is off")]);
});

test("A running process looks by itself, from its start on", async () => {
  const redis = await startedRedis();
  const folder = await mkdtemp(join(tmpdir(), "curfew-warnings-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const app = await startProcess({ APP_ORIGIN: "http://localhost:3000", DATA_DIR: folder, REDIS_URL: redis.url });
  onTestFinished(() => app.kill());
  await expect.poll(app.log, PATIENCE).toContain("Persistence is off");
  expect(await warningsOf({ origin: app.address })).toEqual([expect.stringContaining("Persistence is off")]);
});

const OF = { of: "the blacklist's server", toleranceSeconds: 5 };

test.for([
  ["the same", 0, null],
  ["not quite the same", 900, null],
  ["2 s ahead", 2_000, /by more than 1 s: this one is ahead. Tokens end at the wrong time/],
  ["4 s behind", -4_000, /by more than 2 s: this one is behind. Tokens end/],
  ["30 s behind", -30_000, /by more than 10 s: this one is behind. That is more than CLOCK_TOLERANCE_SECONDS accepts/],
  ["an hour ahead", 3_600_500, /by more than 3600 s: this one is ahead. That is more than CLOCK_TOLERANCE_SECONDS/],
] as const)("A clock that is %s as the store's is worth a warning or not", async ([, ahead, words]) => {
  const redis = await startedRedis();
  const store = openRedisStore({ url: redis.url, timeoutMs: 5_000, logRetentionMs: 60_000 });
  onTestFinished(() => store.close());
  await store.time();
  const advice = await skewAdvice(store.time, () => new Date(Date.now() + ahead), OF);
  expect(advice).toEqual(words === null ? [] : [expect.stringMatching(words)]);
  for (const each of advice) expect(each).toContain("Have both set by NTP");
});

test("That the question took its time is not taken for a difference", async () => {
  const { now, advance } = createTestClock();
  const slowly = async () => {
    advance({ seconds: 5 });
    const time = now();
    advance({ seconds: 5 });
    return time;
  };
  expect(await skewAdvice(slowly, now, OF)).toEqual([]);
});

test("A database's differing clock is warned of by readiness", async () => {
  const service = await startService();
  service.app.database.time = async () => new Date(Date.now() - 65_000);
  await service.app.warnings.look();
  expect(await warningsOf(service)).toEqual([expect.stringMatching(/the database's server differ by more than 60 s/)]);
});
