import { randomUUID } from "node:crypto";
import { type RedisServer, startRedis } from "@curfew/testing/redis-server";
import { createUpstashLocal, type UpstashLocal } from "@curfew/upstash-local";
import { Redis as UpstashRedis } from "@upstash/redis";
import { Cluster, Redis } from "ioredis";
import { createClient, createCluster } from "redis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { createAuth, createKeyRing, generateKeySet } from "../../src/index.ts";
import { openRedisStore, redisStore } from "../../src/stores/redis/index.ts";
import { nodeRedisStore, openNodeRedisStore } from "../../src/stores/redis/node-redis.ts";
import { upstashStore } from "../../src/stores/upstash.ts";
import { ioredisClient, nodeRedisClient, prefix, upstashClient } from "./own-clients.ts";

// Real servers and processes take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const token = randomUUID();
let server: RedisServer;
let upstash: UpstashLocal;
beforeAll(async () => {
  server = await startRedis();
  upstash = await createUpstashLocal({ redisUrl: server.url, token });
});
afterAll(async () => {
  await upstash.close();
  await server.stop();
});

describe("a client of ioredis", () => {
  test("is left alone, and leads to the store of its address", async () => {
    const client = ioredisClient(server.port);
    const store = openRedisStore({ client, timeoutMs: 20_000, logRetentionMs: 1 });
    onTestFinished(() => store.close());
    const byUrl = openRedisStore({ url: server.url, timeoutMs: 20_000, logRetentionMs: 1 });
    expect(store.setting).toBe(byUrl.setting);
    await store.read(["a"]);
    expect(client.status).toBe("wait");
    expect(await store.diagnose()).toBeInstanceOf(Array);
  });

  test("is refused where it can't be used, by what is wrong with it", () => {
    const lazy = { lazyConnect: true };
    const replica = new Redis({ ...lazy, sentinels: [{ host: "h", port: 1 }], name: "m", role: "slave" });
    expect(() => redisStore({ client: replica })).toThrow('role "slave"');
    const cluster = new Cluster([{ host: "h", port: 1 }], lazy) as unknown as Redis;
    expect(() => redisStore({ client: cluster })).toThrow("redis-cluster:// url");
    const other = createClient() as unknown as Redis;
    expect(() => redisStore({ client: other })).toThrow("nodeRedisStore");
    for (const odd of [null, {}, "redis://h"]) {
      expect(() => redisStore({ client: odd as unknown as Redis })).toThrow("must be a client of ioredis");
    }
    const watched = new Redis({ ...lazy, sentinels: [{ host: "H2", port: 2 }, { host: "h1" }], name: "m", db: 3 });
    expect(openRedisStore({ client: watched, timeoutMs: 1, logRetentionMs: 1 }).setting).toBe(
      openRedisStore({
        url: "redis-sentinel://h1,h2:2/3?sentinelMasterId=m",
        timeoutMs: 1,
        logRetentionMs: 1,
      }).setting,
    );
  });
});

describe("a client of node-redis", () => {
  test("is left alone, and leads to the store of its address", async () => {
    const client = createClient({ url: `redis://127.0.0.1:${server.port}/2` });
    const store = openNodeRedisStore({ client, timeoutMs: 20_000, logRetentionMs: 1 });
    onTestFinished(() => store.close());
    const url = `redis://127.0.0.1:${server.port}/2`;
    expect(store.setting).toBe(openRedisStore({ url, timeoutMs: 20_000, logRetentionMs: 1 }).setting);
    await store.read(["a"]);
    expect(client.isOpen).toBe(false);
    expect(await store.diagnose()).toBeInstanceOf(Array);
    expect((await store.time()).getTime()).toBeGreaterThan(0);
  });

  test("is refused unless it is one of a single server", () => {
    const cluster = createCluster({ rootNodes: [{ url: "redis://h" }] });
    for (const odd of [cluster, null, {}, new Redis({ lazyConnect: true })]) {
      expect(() => nodeRedisStore({ client: odd as never })).toThrow("node-redis for one server");
    }
  });
});

describe("a client of @upstash/redis", () => {
  test("is refused unless it tells its database", () => {
    const requester = { request: async () => ({}) };
    for (const client of [new UpstashRedis(requester), {}]) {
      expect(() => upstashStore({ client: client as never })).toThrow("a url and a token");
    }
  });
});

test("An Auth stands on a client of the user's own with any of them", async () => {
  const stores = [
    redisStore({ client: ioredisClient(server.port), keyPrefix: prefix() }),
    nodeRedisStore({ client: nodeRedisClient(server.port), keyPrefix: prefix() }),
    upstashStore({ client: upstashClient(upstash.url, token), keyPrefix: prefix() }),
  ];
  for (const store of stores) {
    const keys = createKeyRing(await generateKeySet());
    const auth = createAuth({ issuer: "https://curfew.test", keys, store, timeoutMs: 20_000 });
    const { access, refresh } = await auth.issue(await auth.createSession("anna"));
    expect(await auth.verify(access.token)).toMatchObject({ ok: true });
    const claims = await auth.verifySignature(refresh.token);
    if (claims !== null) await auth.revoke(claims);
    expect(await auth.verify(access.token)).toMatchObject({ code: "token_revoked" });
    await auth.close();
  }
});
