import { createConnection } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type RedisServer, type StartRedisOptions, startRedis } from "@curfew/upstash-local/testing";
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Advised } from "../../src/drivers/advice.ts";
import { redisStore } from "../../src/drivers/redis.ts";
import { MARK_KEY } from "../../src/index.ts";
import { CALLS, expectUnknown, recovery } from "./calls.ts";

// Real servers and processes take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const TIMEOUT_MS = 1_000;

async function started(options: StartRedisOptions = {}): Promise<RedisServer> {
  const server = await startRedis(options);
  onTestFinished(() => server.stop());
  return server;
}

function connect(url: string): Advised {
  const store = redisStore({ url, timeoutMs: TIMEOUT_MS, logRetentionMs: 60_000 });
  onTestFinished(() => store.close());
  return store;
}

/** A connection of an operator's, to look at the server from outside. */
function operator(server: RedisServer): Redis {
  const client = new Redis(server.url);
  onTestFinished(() => client.disconnect());
  return client;
}

describe("a real server", () => {
  test("that is killed: every call is unknown; started again, it answers within two seconds", async () => {
    const server = await started({ appendonly: true });
    const store = connect(server.url);
    await store.put([{ key: "session:a", value: "ended", lifetimeMs: null }]);
    await server.kill();
    for (const [, call] of CALLS) await expectUnknown(call(store), TIMEOUT_MS);
    await server.restart();
    expect(await recovery(() => store.read(["a"]))).toBeLessThan(2_000);
    expect(await store.read(["session:a", MARK_KEY])).toEqual(["ended", "1"]);
  });

  test("that is killed while fifty calls wait for it answers none of them", async () => {
    const server = await started();
    const store = connect(server.url);
    await store.read(["a"]);
    process.kill(server.pid, "SIGSTOP");
    const calls = Array.from({ length: 50 }, () => expectUnknown(store.read(["a"]), TIMEOUT_MS));
    await server.kill();
    await Promise.all(calls);
  });

  test("that is stopped for a while: unknown in time, and answers within two seconds of going on", async () => {
    const server = await started();
    const store = connect(server.url);
    await store.read(["a"]);
    process.kill(server.pid, "SIGSTOP");
    try {
      for (const [, call] of CALLS) await expectUnknown(call(store), TIMEOUT_MS);
    } finally {
      process.kill(server.pid, "SIGCONT");
    }
    expect(await recovery(() => store.read(["a"]))).toBeLessThan(2_000);
  });

  test("that doesn't even accept connections: unknown in time, and answers within two seconds of going on", async () => {
    const server = await started({ config: { "tcp-backlog": "1" } });
    const store = connect(server.url);
    process.kill(server.pid, "SIGSTOP");
    // The kernel accepts for the stopped server until its backlog is full.
    const crowd = Array.from({ length: 8 }, () => createConnection(server.port, "127.0.0.1").on("error", () => {}));
    onTestFinished(() => {
      for (const socket of crowd) socket.destroy();
    });
    await sleep(100);
    try {
      // Longer than the kernel waits before it tries to connect for the third time: the fourth is far off.
      const until = performance.now() + 3_300;
      while (performance.now() < until) await expectUnknown(store.read(["a"]), TIMEOUT_MS);
    } finally {
      process.kill(server.pid, "SIGCONT");
    }
    expect(await recovery(() => store.read(["a"]))).toBeLessThan(2_000);
  });

  test("that wants another password is unknown and says why, without the password", async () => {
    const server = await started({ config: { requirepass: "right-password" } });
    const store = connect(`redis://:canary-4f1d@127.0.0.1:${server.port}`);
    for (const [, call] of CALLS) {
      const error = await expectUnknown(call(store), TIMEOUT_MS);
      expect(error.message).toContain("WRONGPASS");
    }
  });

  test("that wants a password where none is given is unknown", async () => {
    const server = await started({ config: { requirepass: "right-password" } });
    const error = await expectUnknown(connect(server.url).read(["a"]), TIMEOUT_MS);
    expect(error.message).toContain("NOAUTH");
  });

  test("answers to the right user, password and database", async () => {
    const server = await started({ config: { requirepass: "p@ss:word/%" } });
    const url = `redis://default:${encodeURIComponent("p@ss:word/%")}@127.0.0.1:${server.port}`;
    await connect(`${url}/3`).put([{ key: "a", value: "x", lifetimeMs: null }]);
    expect(await connect(`${url}/3`).read(["a"])).toEqual(["x"]);
    expect(await connect(url).read(["a"])).toEqual([null]);
  });

  test("without the database asked for is unknown", async () => {
    const server = await started({ config: { databases: "2" } });
    for (const [, call] of CALLS) await expectUnknown(call(connect(`${server.url}/2`)), TIMEOUT_MS);
  });

  test("that is full takes no writes, half ones neither", async () => {
    const server = await started();
    const store = connect(server.url);
    await store.put([{ key: "a", value: "x", lifetimeMs: null }]);
    await operator(server).config("SET", "maxmemory", "1");
    const error = await expectUnknown(store.put([{ key: "b", value: "x", lifetimeMs: null }]), TIMEOUT_MS);
    expect(error.message).toContain("OOM");
    await expectUnknown(store.putIfAbsent({ key: "c", value: "x", lifetimeMs: null }), TIMEOUT_MS);
    expect(await store.read(["a", "b", "c", MARK_KEY])).toEqual(["x", null, null, "1"]);
  });

  test("that is a replica takes no writes", async () => {
    const primary = await started();
    const replica = await started({ config: { replicaof: `127.0.0.1 ${primary.port}` } });
    const store = connect(replica.url);
    await expectUnknown(store.put([{ key: "a", value: "x", lifetimeMs: null }]), TIMEOUT_MS);
    await expectUnknown(store.putIfAbsent({ key: "a", value: "x", lifetimeMs: null }), TIMEOUT_MS);
  });

  test("where something else lies under the log's key makes every write unknown", async () => {
    const server = await started();
    await operator(server).set("{curfew}:log", "a string");
    const store = connect(server.url);
    await expectUnknown(store.put([{ key: "a", value: "x", lifetimeMs: null }]), TIMEOUT_MS);
    await expectUnknown(store.tail(null, [], 10), TIMEOUT_MS);
  });

  test("where something else lies under a record's or the mark's key makes put if absent unknown", async () => {
    const server = await started();
    const store = connect(server.url);
    await operator(server).lpush("{curfew}:list", "a");
    await expectUnknown(store.putIfAbsent({ key: "list", value: "x", lifetimeMs: null }), TIMEOUT_MS);
    await operator(server).set("{curfew}:mark", "many");
    await expectUnknown(store.putIfAbsent({ key: "a", value: "x", lifetimeMs: null }), TIMEOUT_MS);
  });

  test("is sent one command for a read, and one transaction for each other call", async () => {
    const server = await started();
    const seen: string[] = [];
    const monitor = await operator(server).monitor();
    onTestFinished(() => monitor.disconnect());
    monitor.on("monitor", (_time: string, args: string[]) => seen.push(String(args[0]).toLowerCase()));
    const store = connect(server.url);
    for (const [, call] of CALLS) await call(store);
    while (seen.filter((name) => name === "exec").length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(seen).toEqual([
      "mget",
      ...["multi", "set", "xadd", "incr", "exec"],
      ...["multi", "set", "get", "incr", "exec"],
      ...["multi", "xrange", "mget", "exec"],
    ]);
  });

  test("keeps all records under one hash tag", async () => {
    const server = await started();
    const store = connect(server.url);
    for (const [, call] of CALLS) await call(store);
    const keys = await operator(server).keys("*");
    expect(keys.length).toBeGreaterThan(2);
    for (const key of keys) expect(key).toMatch(/^\{curfew\}:/);
  });
});

test("tells the server's time", async () => {
  const server = await started();
  const before = Date.now();
  const time = (await connect(server.url).time()).getTime();
  expect(time).toBeGreaterThanOrEqual(before);
  expect(time).toBeLessThanOrEqual(Date.now());
});

describe("advice", () => {
  test("is none for a server that keeps everything", async () => {
    const server = await started({ appendonly: true });
    expect(await connect(server.url).advice()).toEqual([]);
  });

  test("names an evicting policy", async () => {
    const server = await started({ appendonly: true, config: { "maxmemory-policy": "volatile-ttl" } });
    expect(await connect(server.url).advice()).toEqual([expect.stringContaining("maxmemory-policy is volatile-ttl")]);
  });

  test("names missing persistence", async () => {
    const server = await started();
    expect(await connect(server.url).advice()).toEqual([expect.stringContaining("Persistence is off")]);
  });

  test("names snapshots as too little", async () => {
    const server = await started({ config: { save: "3600 1" } });
    expect(await connect(server.url).advice()).toEqual([expect.stringContaining("Only snapshots")]);
  });

  test("names a replica", async () => {
    const primary = await started();
    const replica = await started({ appendonly: true, config: { replicaof: `127.0.0.1 ${primary.port}` } });
    expect(await connect(replica.url).advice()).toEqual([expect.stringContaining("replica")]);
  });

  test("is silent on what the server doesn't tell", async () => {
    const server = await started();
    await operator(server).acl("SETUSER", "app", "on", ">pw", "~*", "+@all", "-config");
    expect(await connect(`redis://app:pw@127.0.0.1:${server.port}`).advice()).toEqual([]);
  });

  test("is unknown from a closed store, which doesn't connect again", async () => {
    const server = await started();
    const store = connect(server.url);
    await store.advice();
    await store.close();
    await expectUnknown(store.advice(), TIMEOUT_MS);
    expect(await operator(server).client("LIST")).toMatch(/^[^\n]*\n?$/);
  });

  test("is unknown from a server that is down", async () => {
    const server = await started();
    await server.kill();
    await expectUnknown(connect(server.url).advice(), TIMEOUT_MS);
  });
});

describe("bad options are refused at construction, without a word of the URL", () => {
  test.each([
    ["no URL", ""],
    ["another scheme", "http://canary-4f1d"],
    ["no host", "redis://"],
    ["a database that is no number", "redis://h/canary-4f1d"],
    ["a database below zero", "redis://h/-1"],
    ["a deeper path", "redis://h/1/2"],
    ["options in the query", "redis://h?enableOfflineQueue=canary-4f1d"],
    ["a fragment", "redis://h#canary-4f1d"],
    ["a broken percent encoding", "redis://:canary-4f1d%zz@h"],
  ])("%s", (_, url) => {
    const open = () => redisStore({ url, timeoutMs: 1, logRetentionMs: 1 });
    expect(open).toThrow(RangeError);
    expect(open).not.toThrow("canary-4f1d");
  });

  test.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("a deadline or a retention of %s", (bad) => {
    const url = "redis://127.0.0.1";
    expect(() => redisStore({ url, timeoutMs: bad, logRetentionMs: 1 })).toThrow(RangeError);
    expect(() => redisStore({ url, timeoutMs: 1, logRetentionMs: bad })).toThrow("logRetentionMs must be");
  });

  test("a deadline beyond what a timer can wait for, which would be none", () => {
    const options = { url: "redis://127.0.0.1", timeoutMs: 2 ** 31, logRetentionMs: 1 };
    expect(() => redisStore(options)).toThrow(RangeError);
  });

  test("a key prefix that no key can have", () => {
    expect(() => redisStore({ url: "redis://h", timeoutMs: 1, logRetentionMs: 1, keyPrefix: "a b" })).toThrow(
      RangeError,
    );
  });
});
