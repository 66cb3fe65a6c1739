import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ask, type RedisServer, startRedis, tell } from "@curfew/testing/redis-server";
import { expect, onTestFinished, test } from "vitest";
import { operateHere } from "../support/operate.ts";
import { createService, jsonOf } from "./support.ts";

async function redisServer(): Promise<RedisServer> {
  const redis = await startRedis();
  onTestFinished(() => redis.stop());
  return redis;
}

const WRITING = [
  ["end-everything", "--yes"],
  ["end-sessions", "ann@example.com"],
  ["suspend", "ann@example.com"],
];

test("a command refuses another store than the database names", async () => {
  const [right, empty, others] = [await redisServer(), await redisServer(), await redisServer()];
  const { environment, start } = createService({ REDIS_URL: right.url });
  const server = await start();
  const { accessToken } = await server.signUp("ann@example.com");
  await (await createService({ REDIS_URL: others.url }).start()).signUp("bob@example.com");
  for (const wrong of [empty, others]) {
    const before = await ask(wrong, "DBSIZE");
    for (const words of [...WRITING, ["revoke", accessToken], ["grant-admin", "ann@example.com"], ["rotate-key"]]) {
      const run = operateHere([...words, "--json"], { ...environment, REDIS_URL: wrong.url });
      expect(await jsonOf(run)).toMatchObject({ code: 1, error: { code: "store_stray" } });
      expect((await run).err).toMatch(/Nothing was done: .*Compare the blacklist's settings of all instances/);
    }
    expect(await ask(wrong, "DBSIZE")).toBe(before);
  }
  expect((await server.me(accessToken)).status).toBe(200);
  expect((await server.users(accessToken)).status).toBe(403);
});

test("with the blacklist's setting forgotten a command makes no embedded one", async () => {
  const redis = await redisServer();
  const { folder, environment, start } = createService({ REDIS_URL: redis.url });
  const server = await start();
  const { accessToken } = await server.signUp("ann@example.com");
  const { REDIS_URL: _, ...forgotten } = environment as Record<string, string>;
  for (const words of [...WRITING, ["status"]]) {
    const { code, err } = await operateHere(words, forgotten);
    expect([code, err]).toEqual([1, expect.stringContaining("holds no blacklist.db")]);
  }
  expect(existsSync(join(folder, "blacklist.db"))).toBe(false);
  expect((await server.me(accessToken)).status).toBe(200);
});

test("a command says that the store was emptied, and goes on", async () => {
  const redis = await redisServer();
  for (const [settings, empty] of [
    [{ REDIS_URL: redis.url }, () => tell(redis, "FLUSHALL")],
    [{}, async (folder: string) => rmSync(join(folder, "blacklist.db"))],
  ] as const) {
    const { folder, curfew, start } = createService(settings);
    const server = await start();
    const before = await server.signUp("ann@example.com");
    await server.stop();
    await empty(folder);
    const { code, out, err } = await curfew(["end-everything", "--yes"]);
    expect([code, out]).toEqual([0, expect.stringContaining("Everyone is logged out everywhere")]);
    expect(err).toContain("The blacklist has lost records");
    const again = await start();
    expect(await again.me(before.accessToken)).toMatchObject({ status: 401, reason: "token_revoked" });
    expect((await again.me((await again.logIn("ann@example.com")).accessToken)).status).toBe(200);
  }
});

test("status reports another store than the database names: exit code 1", async () => {
  const [right, wrong] = [await redisServer(), await redisServer()];
  const { environment, start } = createService({ REDIS_URL: right.url });
  await (await start()).signUp("ann@example.com");
  const status = await jsonOf(operateHere(["status", "--json"], { ...environment, REDIS_URL: wrong.url }));
  expect(status).toMatchObject({ code: 1, ready: false, blacklist: { condition: "stray" } });
  expect(await ask(wrong, "DBSIZE")).toMatch(/^:0/);
});

test("adopt-store: the configured store becomes the right one", async () => {
  const [before, after] = [await redisServer(), await redisServer()];
  const { environment, start } = createService({ REDIS_URL: before.url });
  const old = await start();
  const { accessToken } = await old.signUp("ann@example.com");
  const moved = { ...environment, REDIS_URL: after.url };
  const adopted = await jsonOf(operateHere(["adopt-store", "--yes", "--json"], moved));
  expect(adopted).toEqual({ code: 0, adopted: true, endedEverything: true });
  expect(await old.isReady()).toBe(false);
  expect((await old.me(accessToken)).status).toBe(503);
  const server = await start({ REDIS_URL: after.url });
  expect(await server.isReady()).toBe(true);
  expect(await server.me(accessToken)).toMatchObject({ status: 401, reason: "token_revoked" });
  const { accessToken: fresh } = await server.logIn("ann@example.com");
  const again = await jsonOf(operateHere(["adopt-store", "--json"], moved));
  expect(again).toMatchObject({ code: 0, endedEverything: false });
  expect((await server.me(fresh)).status).toBe(200);
});
