import { setTimeout as sleep } from "node:timers/promises";
import { type RedisServer, startRedis, startSentinel } from "@curfew/testing/redis-server";
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Store } from "../../src/blacklist/store.ts";
import { openRedisStore } from "../../src/stores/redis/index.ts";
import { CALLS, expectUnknown, recovery } from "./calls.ts";
import { record, write } from "./conformance/set-up.ts";
import { closedPort, listener } from "./network/listener.ts";

// Real servers take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const TIMEOUT_MS = 10_000;
const PASSWORD = "canary-4f1d";

async function started(config: Readonly<Record<string, string>>): Promise<RedisServer> {
  const server = await startRedis({ config: { "repl-diskless-sync-delay": "0", ...config } });
  onTestFinished(() => server.stop());
  return server;
}

async function monitored(primary: RedisServer): Promise<number> {
  const sentinel = await startSentinel({ name: "one", primaryPort: primary.port });
  onTestFinished(() => sentinel.stop());
  return sentinel.port;
}

function connect(ports: readonly number[], { name = "one", database = 0, timeoutMs = TIMEOUT_MS } = {}): Store {
  const hosts = ports.map((port) => `127.0.0.1:${port}`).join();
  const url = `redis-sentinel://:${PASSWORD}@${hosts}/${database}?sentinelMasterId=${name}`;
  const store = openRedisStore({ url, timeoutMs, logRetentionMs: 60_000 });
  onTestFinished(() => store.close());
  return store;
}

function operator(port: number, password?: string): Redis {
  const client = new Redis({ port, ...(password === undefined ? {} : { password }) });
  onTestFinished(() => client.disconnect());
  return client;
}

describe("a primary that Sentinels know", () => {
  test("answers with password and database, though some Sentinels are down", async () => {
    const primary = await started({ requirepass: PASSWORD });
    const sentinel = await monitored(primary);
    const { port: silent } = await listener(() => {});
    const store = connect([await closedPort(), silent, sentinel], { database: 3 });
    for (const [, call] of CALLS) await call(store);
    await store.put(write([record("a", "x")]));
    const client = operator(primary.port, PASSWORD);
    await client.select(3);
    expect(await client.get("{curfew}:a")).toBe("x");
    expect(store.connections()).toBe(1);
  });

  test("of another name is unknown, in words that say so", async () => {
    const sentinel = await monitored(await started({}));
    await expect(connect([sentinel], { name: "two" }).read(["a"])).rejects.toThrow("know no primary of that name");
  });

  test("is unknown at once while no Sentinel answers, without looping", async () => {
    const refusing = await listener((socket) => socket.destroy());
    const store = connect([refusing.port]);
    const started = performance.now();
    while (performance.now() < started + 1_500) {
      await Promise.all([1, 2, 3].map(() => expectUnknown(store.read(["a"]), TIMEOUT_MS)));
    }
    expect(refusing.connections()).toBeGreaterThan(2);
    expect(refusing.connections()).toBeLessThan(8 + (performance.now() - started) / 200);
  });

  test("is unknown by its deadline while no Sentinel answers", async () => {
    const { port } = await listener(() => {});
    for (const [, call] of CALLS) await expectUnknown(call(connect([port], { timeoutMs: 300 })), 300);
  });
});

describe("after a failover by Sentinel", () => {
  async function pair() {
    const passwords = { requirepass: PASSWORD, masterauth: PASSWORD };
    const primary = await started(passwords);
    const replica = await started({ ...passwords, replicaof: `127.0.0.1 ${primary.port}` });
    const sentinel = await monitored(primary);
    const admin = operator(sentinel);
    await admin.call("SENTINEL", "SET", "one", "auth-pass", PASSWORD);
    const known = () => admin.call("SENTINEL", "REPLICAS", "one").then(String);
    await expect.poll(known, { timeout: 30_000 }).toContain("master-link-status,ok");
    const store = connect([sentinel]);
    await store.put(write([record("a", "before")]));
    const become = async (server: RedisServer, role: string) => {
      const client = operator(server.port, PASSWORD);
      while (!String(await client.call("ROLE")).startsWith(role)) await sleep(20);
    };
    return { primary, replica, store, admin, become };
  }

  test("that was asked for, calls reach the new primary", async () => {
    const { primary, replica, store, admin, become } = await pair();
    await admin.call("SENTINEL", "FAILOVER", "one");
    await become(primary, "slave");
    expect(await recovery(() => store.put(write([record("a", "after")])))).toBeLessThan(2_000);
    expect(await operator(replica.port, PASSWORD).get("{curfew}:a")).toBe("after");
  });

  test("from a dead primary, calls reach the new one within two seconds", async () => {
    const { primary, replica, store, become } = await pair();
    await primary.kill();
    await expectUnknown(store.put(write([record("a", "lost")])), TIMEOUT_MS);
    await become(replica, "master");
    expect(await recovery(() => store.put(write([record("a", "after")])))).toBeLessThan(2_000);
    expect(await operator(replica.port, PASSWORD).get("{curfew}:a")).toBe("after");
  });
});
