import { setTimeout as sleep } from "node:timers/promises";
import { type RedisServer, type StartRedisOptions, startRedis } from "@curfew/testing/redis-server";
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Store } from "../../src/blacklist/store.ts";
import { openRedisStore } from "../../src/stores/redis/index.ts";
import { CALLS, callOf, expectUnknown, recovery } from "./calls.ts";
import { record, write } from "./conformance/set-up.ts";
import { relay } from "./network/relay.ts";
import { fakeRedis, raw, resp } from "./network/resp.ts";
import { GOOD } from "./network/shapes.ts";

// Real servers take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const TIMEOUT_MS = 10_000;

async function started(options: StartRedisOptions = {}): Promise<RedisServer> {
  const server = await startRedis(options);
  onTestFinished(() => server.stop());
  return server;
}

function connect(port: number): Store {
  const store = openRedisStore({ url: `redis://127.0.0.1:${port}`, timeoutMs: TIMEOUT_MS, logRetentionMs: 60_000 });
  onTestFinished(() => store.close());
  return store;
}

/** Makes a server the replica of another one, or a primary, as an operator or Sentinel does; its connections stay. */
async function replicate(server: RedisServer, of: RedisServer | null): Promise<void> {
  const client = new Redis(server.url);
  onTestFinished(() => client.disconnect());
  if (of === null) await client.call("REPLICAOF", "NO", "ONE");
  else await client.call("REPLICAOF", "127.0.0.1", of.port);
}

/** A primary behind a name, with its replica in step. */
async function pair() {
  const primary = await started();
  const replica = await started({
    config: { replicaof: `127.0.0.1 ${primary.port}`, "repl-diskless-sync-delay": "0" },
  });
  const name = await relay(primary.port);
  const store = connect(name.port);
  await store.put(write([record("a", "before")]));
  const direct = connect(replica.port);
  await expect.poll(() => direct.read(["a"]), { timeout: 30_000 }).toEqual(["before"]);
  return { primary, replica, name, store };
}

describe("a failover that leaves connections open", () => {
  test.each(CALLS.filter(([name]) => !["read", "tail"].includes(name)))(
    "fails one %s, and the next reaches the server now named",
    async (_, call) => {
      const { primary, replica, name, store } = await pair();
      await replicate(replica, null);
      await replicate(primary, replica);
      name.lead(replica.port);
      expect((await expectUnknown(call(store), TIMEOUT_MS)).message).toContain("READONLY");
      await call(store);
      expect(store.connections()).toBe(2);
      expect((await store.put(write([record("a", "after")]))).revision).toBeGreaterThan(1);
      expect(await connect(replica.port).read(["a"])).toEqual(["after"]);
    },
  );

  test("is over within two seconds of the name's change", async () => {
    const { primary, replica, name, store } = await pair();
    await replicate(replica, null);
    await replicate(primary, replica);
    const ask = () => store.put(write([record("a", "after")]));
    const late = performance.now() + 1_500;
    while (performance.now() < late) {
      await expectUnknown(ask(), TIMEOUT_MS);
      await sleep(20);
    }
    name.lead(replica.port);
    expect(await recovery(ask)).toBeLessThan(2_000);
    expect(await connect(replica.port).read(["a"])).toEqual(["after"]);
  });

  test("to a name that still leads to the old primary: nothing is answered", async () => {
    const { primary, replica, name, store } = await pair();
    await replicate(replica, null);
    await replicate(primary, replica);
    const started = performance.now();
    let asked = 0;
    while (performance.now() < started + 2_500) {
      for (const [, call] of CALLS.toReversed()) {
        asked += 1;
        await call(store).then(
          () => expect(asked, "before a write was refused").toBe(1),
          (error) => expect(String(error)).toMatch(/READONLY|closed|MaxRetries/),
        );
      }
    }
    expect(asked).toBeGreaterThan(50);
    expect(name.connections()).toBeLessThan(3 + (performance.now() - started) / 1_000);
  });
});

test("a primary that misses its replicas takes no writes, and answers questions", async () => {
  const primary = await started({ config: { "min-replicas-to-write": "1" } });
  const store = connect(primary.port);
  expect(await store.read(["a"])).toEqual([null]);
  expect((await expectUnknown(store.put(write([])), TIMEOUT_MS)).message).toContain("NOREPLICAS");
  await started({ config: { replicaof: `127.0.0.1 ${primary.port}`, "repl-diskless-sync-delay": "0" } });
  expect(await recovery(() => store.put(write([record("a", "x")])))).toBeLessThan(10_000);
});

test("a replica that becomes a primary answers on the same connection", async () => {
  const primary = await started();
  const replica = await started({ config: { replicaof: `127.0.0.1 ${primary.port}` } });
  const store = connect(replica.port);
  await expectUnknown(store.put(write([])), TIMEOUT_MS);
  await expectUnknown(store.read(["a"]), TIMEOUT_MS);
  await replicate(replica, null);
  expect(await recovery(() => store.read(["a"]))).toBeLessThan(2_000);
  await store.put(write([record("a", "after")]));
  expect(store.connections()).toBeLessThan(4);
});

test("a replica that tells so is read no more, before a write is tried", async () => {
  const primary = await started();
  const replica = await started({ config: { replicaof: `127.0.0.1 ${primary.port}` } });
  const store = openRedisStore({ url: replica.url, timeoutMs: TIMEOUT_MS, logRetentionMs: 60_000 });
  onTestFinished(() => store.close());
  expect(await store.diagnose()).toEqual(expect.arrayContaining([expect.stringContaining("is a replica")]));
  expect((await expectUnknown(store.read(["a"]), TIMEOUT_MS)).message).toContain("READONLY");
  expect(await store.diagnose()).toEqual(expect.arrayContaining([expect.stringContaining("is a replica")]));
});

describe("a reply by which another server may be the one", () => {
  const REPLIES = [
    "READONLY You can't write against a read only replica.",
    "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
    "LOADING Redis is loading the dataset in memory",
    "NOREPLICAS Not enough good replicas to write.",
    "CLUSTERDOWN The cluster is down",
    "TRYAGAIN Multiple keys request during rehashing of slot",
    "MOVED 3999 127.0.0.1:6381",
    "ASK 3999 127.0.0.1:6381",
    "ERR Error running script (call to f_ab12): @user_script:7: @user_script: 7: -READONLY You can't write",
  ];
  const OTHERS = [
    "OOM command not allowed when used memory > 'maxmemory'.",
    "MISCONF Redis is configured to save RDB snapshots",
    "WRONGTYPE Operation against a key holding the wrong kind of value",
    "NOPERM this user has no permissions",
    "BUSY Redis is busy running a script",
    "ERR unknown command 'READONLY '",
  ];

  /** A server that answers the first question with an error and all others well, and a store that asked it that one. */
  async function askedOnce(error: string, name: string) {
    let first = true;
    const server = await fakeRedis(() => {
      const reply = first ? resp(raw(`-${error}`)) : resp(GOOD[name] as readonly unknown[]);
      first = false;
      return reply;
    });
    const store = connect(server.port);
    await expectUnknown(callOf(name)(store), TIMEOUT_MS);
    return { server, store };
  }

  test.each(REPLIES.flatMap((error) => ["read", "put"].map((name) => [error, name] as const)))(
    "ends the connection: %s to a %s",
    async (error, name) => {
      const { server, store } = await askedOnce(error, name);
      await callOf(name)(store);
      expect([server.connections(), store.connections()]).toEqual([2, 2]);
    },
  );

  test.each(OTHERS)("is none of those that this server alone can mend: %s", async (error) => {
    const { server, store } = await askedOnce(error, "put");
    await callOf("put")(store);
    expect([server.connections(), store.connections()]).toEqual([1, 1]);
  });
});
