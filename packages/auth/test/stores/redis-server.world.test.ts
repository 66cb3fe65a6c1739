import { createConnection } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type RedisServer, type StartRedisOptions, startRedis } from "@curfew/testing/redis-server";
import fc from "fast-check";
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { REVISION_KEY, revisionKey } from "../../src/blacklist/store.ts";
import type { DiagnosableStore } from "../../src/stores/diagnostics.ts";
import { openRedisStore } from "../../src/stores/redis/index.ts";
import { CALLS, expectUnknown, recovery } from "./calls.ts";
import { follow, record, write } from "./conformance/set-up.ts";
import { makeAclUser } from "./network/acl.ts";

// Real servers and processes take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const TIMEOUT_MS = 1_000;

async function started(options: StartRedisOptions = {}): Promise<RedisServer> {
  const server = await startRedis(options);
  onTestFinished(() => server.stop());
  return server;
}

function connect(url: string): DiagnosableStore {
  const store = openRedisStore({ url, timeoutMs: TIMEOUT_MS, logRetentionMs: 60_000 });
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
  test("that is killed is unknown; restarted, it answers within two seconds", async () => {
    const server = await started({ appendonly: true });
    const store = connect(server.url);
    await store.put(write([record("session:a", "ended")]));
    await server.kill();
    for (const [, call] of CALLS) await expectUnknown(call(store), TIMEOUT_MS);
    await server.restart();
    expect(await recovery(() => store.read(["a"]))).toBeLessThan(2_000);
    expect(await store.read(["session:a", REVISION_KEY])).toEqual(["ended", "1"]);
  });

  test("that is killed answers none of fifty waiting calls", async () => {
    const server = await started();
    const store = connect(server.url);
    await store.read(["a"]);
    process.kill(server.pid, "SIGSTOP");
    const calls = Array.from({ length: 50 }, () => expectUnknown(store.read(["a"]), TIMEOUT_MS));
    await server.kill();
    await Promise.all(calls);
  });

  test("that is stopped is unknown; continued, it answers within two seconds", async () => {
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

  test("that accepts no connections is unknown, and recovers within two seconds", async () => {
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
    await connect(`${url}/3`).put(write([record("a", "x")]));
    expect(await connect(`${url}/3`).read(["a"])).toEqual(["x"]);
    expect(await connect(url).read(["a"])).toEqual([null]);
  });

  test("answers to a name and a password of any characters", async () => {
    const server = await started();
    const admin = operator(server);
    const word = fc.string({ unit: "binary", minLength: 1, maxLength: 40 });
    const password = fc.oneof(word, fc.constantFrom("p@ss:word/%?#[]&=+ ,;'\"\\$", "%", "%20", "\u{1f511}", "a\tb"));
    const name = fc.string({ minLength: 1 }).filter((text) => !/\s/.test(text) && text !== "default");
    await fc.assert(
      fc.asyncProperty(name, password, async (user, secret) => {
        await admin.acl("SETUSER", user, "reset", "on", `>${secret}`, "~*", "+@all");
        const as = `${encodeURIComponent(user)}:${encodeURIComponent(secret)}`;
        const store = connect(server.url.replace("//", `//${as}@`));
        expect(await store.read(["a"])).toEqual([null]);
        await store.close();
      }),
      { numRuns: 40 },
    );
  });

  test("that takes no more clients is unknown, until one has left", async () => {
    const server = await started({ config: { maxclients: "3" } });
    const others = [0, 1, 2].map(() => new Redis(server.url));
    await Promise.all(others.map((other) => other.ping()));
    const store = connect(server.url);
    for (const [, call] of CALLS) await expectUnknown(call(store), TIMEOUT_MS);
    for (const other of others) other.disconnect();
    expect(await recovery(() => store.put(write([record("a", "x")])))).toBeLessThan(2_000);
    expect(await store.read(["a"])).toEqual(["x"]);
  });

  test("without the database asked for is unknown", async () => {
    const server = await started({ config: { databases: "2" } });
    for (const [, call] of CALLS) await expectUnknown(call(connect(`${server.url}/2`)), TIMEOUT_MS);
  });

  test("that is full takes no writes, half ones neither", async () => {
    const server = await started();
    const store = connect(server.url);
    await store.put(write([record("a", "x")]));
    await operator(server).config("SET", "maxmemory", "1");
    const error = await expectUnknown(store.put(write([record("b", "x")])), TIMEOUT_MS);
    expect(error.message).toContain("OOM");
    await expectUnknown(store.exchange(record("c", "x"), null, []), TIMEOUT_MS);
    expect(await store.read(["a", "b", "c", REVISION_KEY])).toEqual(["x", null, null, "1"]);
    expect((await store.readPrimary(["a", "b"])).values).toEqual(["x", null]);
  });

  test.each(CALLS.filter(([name]) => !["read", "tail"].includes(name)))(
    "that is a replica is unknown to a %s, with or without a write",
    async (_, call) => {
      const primary = await started();
      const replica = await started({ config: { replicaof: `127.0.0.1 ${primary.port}` } });
      const error = await expectUnknown(call(connect(replica.url)), TIMEOUT_MS);
      expect(error.message).toContain("READONLY");
    },
  );

  test("with a foreign value under the log's key takes no write", async () => {
    const server = await started();
    await operator(server).set("{curfew}:log", "a string");
    const store = connect(server.url);
    await expectUnknown(store.put(write([record("a")])), TIMEOUT_MS);
    await follow(store);
    await expectUnknown(store.put(write([record("a")])), TIMEOUT_MS);
    await expectUnknown(store.tail({ cursor: null, keys: [], limit: 10 }), TIMEOUT_MS);
    expect(await store.read(["a"])).toEqual([null]);
  });

  test("with a foreign value under a script's key is unknown", async () => {
    const server = await started();
    const store = connect(server.url);
    await operator(server).lpush("{curfew}:list", "a");
    await expectUnknown(store.exchange(record("list"), null, []), TIMEOUT_MS);
    await expectUnknown(store.exchange(record("a"), null, ["list"]), TIMEOUT_MS);
    await expectUnknown(store.put(write([], { keys: ["list"] })), TIMEOUT_MS);
    await expectUnknown(store.readPrimary(["a", "list"]), TIMEOUT_MS);
    await expectUnknown(store.tail({ cursor: null, keys: ["list"], limit: 10 }), TIMEOUT_MS);
  });

  test.each(["many", "", "1.5", `${2n ** 63n}`])("whose counter is %j counts no revision", async (counter) => {
    const server = await started();
    await operator(server).set("{curfew}:revision", counter);
    const store = connect(server.url);
    await expectUnknown(store.put(write([record("a")])), TIMEOUT_MS);
    expect(await store.read(["a"])).toEqual([null]);
  });

  test.each(["many", ""])("whose trimming is at %j takes no write, not even half", async (oldest) => {
    const server = await started();
    await operator(server).set("{curfew}:revision:oldest", oldest);
    const store = connect(server.url);
    await expectUnknown(store.put(write([record("a")])), TIMEOUT_MS);
    expect(await store.read(["a", REVISION_KEY])).toEqual([null, null]);
  });

  test("whose counter has gone beyond exact numbers answers no revision", async () => {
    const server = await started();
    await operator(server).set("{curfew}:revision", `${2n ** 53n - 1n}`);
    await expectUnknown(connect(server.url).put(write([record("a")])), TIMEOUT_MS);
  });

  test("counts revisions in plain digits, however many there were", async () => {
    const server = await started();
    await operator(server).mset({ "{curfew}:revision": 2 ** 52, "{curfew}:revision:oldest": 2 ** 52 });
    const store = connect(server.url);
    await store.put(write([], { revisionId: "first" }));
    const { revision } = await store.put(write([], { revisionId: "second", settled: 2 ** 52 + 2 }));
    expect(revision).toBe(2 ** 52 + 2);
    expect(await store.read([revisionKey(revision - 1), revisionKey(revision)])).toEqual(["first", "second"]);
    expect(await operator(server).get("{curfew}:revision:oldest")).toBe(String(2 ** 52 + 2));
  });

  test("keeps a settled revision for a minute, and others forever", async () => {
    const server = await started();
    const store = connect(server.url);
    for (const settled of [0, 0, 0, 0, 0, 0, 7, 9]) await store.put(write([], { settled }));
    const lifetimes = async () =>
      Promise.all([1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => operator(server).pttl(`{curfew}:revision:${number}`)));
    const settling = expect.toSatisfy((ms: number) => ms > 50_000 && ms <= 60_000);
    const [first, second, third, fourth, ...others] = await lifetimes();
    expect([first, second, third, fourth]).toEqual([settling, settling, settling, settling]);
    expect(others).toEqual([settling, settling, settling, -1, -2]);
    await store.put(write([], { settled: 2 }));
    expect((await lifetimes()).slice(6)).toEqual([settling, -1, -1]);
  });

  test("keeps the log as long as a write asks, beyond its retention", async () => {
    const server = await started();
    const store = openRedisStore({ url: server.url, timeoutMs: TIMEOUT_MS, logRetentionMs: 1 });
    onTestFinished(() => store.close());
    await follow(store);
    // Redis lets go of its log by nodes of a hundred entries.
    const many = Array.from({ length: 250 }, (_, index) => record(`old:${index}`));
    await store.put(write(many, { keepLogMs: 60_000 }));
    await sleep(20);
    await store.put(write([record("a")], { keepLogMs: 60_000 }));
    expect((await store.tail({ cursor: null, keys: [], limit: 1_000 })).entries).toHaveLength(251);
    await store.put(write([record("b")]));
    expect((await store.tail({ cursor: null, keys: [], limit: 1_000 })).entries.length).toBeLessThan(100);
  });

  test("is sent one command per call, never a script's name", async () => {
    const server = await started();
    const seen: string[] = [];
    const monitor = await operator(server).monitor();
    onTestFinished(() => monitor.disconnect());
    monitor.on("monitor", (_time: string, args: string[], source: string) => {
      if (source !== "lua") seen.push(String(args[0]).toLowerCase());
    });
    const store = connect(server.url);
    for (const [, call] of CALLS) await call(store);
    while (seen.length < CALLS.length) await sleep(5);
    await sleep(50);
    expect(seen).toEqual(["mget", ...CALLS.slice(1).map(() => "eval")]);
  });

  test("needs no permission but those that the documents print", async () => {
    const store = connect(await makeAclUser(await started()));
    await follow(store);
    for (const [, call] of CALLS) await call(store);
    for (const settled of [1, 2, 3]) await store.put(write([record("a", "x", 60_000)], { settled }));
    await Promise.all([store.time(), store.size(), store.diagnose()]);
  });

  test("keeps all records under one hash tag", async () => {
    const server = await started();
    const store = connect(server.url);
    await follow(store);
    for (const [, call] of CALLS) await call(store);
    const keys = await operator(server).keys("*");
    expect(keys.length).toBeGreaterThan(4);
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
    expect(await connect(server.url).diagnose()).toEqual([]);
  });

  test("names an evicting policy", async () => {
    const server = await started({ appendonly: true, config: { "maxmemory-policy": "volatile-ttl" } });
    expect(await connect(server.url).diagnose()).toEqual([expect.stringContaining("maxmemory-policy is volatile-ttl")]);
  });

  test("names missing persistence", async () => {
    const server = await started();
    expect(await connect(server.url).diagnose()).toEqual([expect.stringContaining("Persistence is off")]);
  });

  test("names snapshots as too little", async () => {
    const server = await started({ config: { save: "3600 1" } });
    expect(await connect(server.url).diagnose()).toEqual([expect.stringContaining("Only snapshots")]);
  });

  test("names a replica", async () => {
    const primary = await started();
    const replica = await started({ appendonly: true, config: { replicaof: `127.0.0.1 ${primary.port}` } });
    expect(await connect(replica.url).diagnose()).toEqual([expect.stringContaining("replica")]);
  });

  test("is silent on what the server doesn't tell", async () => {
    const server = await started();
    await operator(server).acl("SETUSER", "app", "on", ">pw", "~*", "+@all", "-config");
    expect(await connect(`redis://app:pw@127.0.0.1:${server.port}`).diagnose()).toEqual([]);
  });

  test("is unknown from a closed store, which doesn't connect again", async () => {
    const server = await started();
    const store = connect(server.url);
    await store.diagnose();
    await store.close();
    await expectUnknown(store.diagnose(), TIMEOUT_MS);
    expect(await operator(server).client("LIST")).toMatch(/^[^\n]*\n?$/);
  });

  test("is unknown from a server that is down", async () => {
    const server = await started();
    await server.kill();
    await expectUnknown(connect(server.url).diagnose(), TIMEOUT_MS);
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
    ["several hosts that aren't called a cluster", "redis://canary-4f1d,b"],
    ["an empty host among others", "redis-cluster://canary-4f1d,,b"],
    ["a port beyond ports among others", "redis-cluster://canary-4f1d,b:65536"],
    ["a database of a cluster", "redis-cluster://canary-4f1d/1"],
    ["a query of a cluster", "redis-cluster://canary-4f1d?sentinelMasterId=a"],
    ["Sentinels without the primary's name", "redis-sentinel://canary-4f1d"],
    ["Sentinels with an empty name", "redis-sentinel://canary-4f1d?sentinelMasterId="],
    ["Sentinels with more in the query", "redis-sentinel://canary-4f1d?sentinelMasterId=a&b=c"],
    ["another kind", "redis-socket://canary-4f1d"],
    ["options in the query", "redis://h?enableOfflineQueue=canary-4f1d"],
    ["certificates without TLS", "redis://h?sslrootcert=/canary-4f1d"],
    ["a certificate without its key", "rediss://h?sslcert=/canary-4f1d"],
    ["a key without its certificate", "rediss-cluster://h?sslkey=/canary-4f1d"],
    ["a certificate that isn't there", "rediss://h?sslrootcert=/canary-4f1d"],
    ["the same, of Sentinels", "rediss-sentinel://h?sentinelMasterId=a&sslrootcert=/canary-4f1d"],
    ["a parameter of Postgres that means nothing here", "rediss://h?sslmode=canary-4f1d"],
    ["a parameter given twice", "rediss://h?sslrootcert=/dev/null&sslrootcert=/canary-4f1d"],
    ["an empty parameter", "rediss://canary-4f1d?sslrootcert="],
    ["a password of a cluster that isn't encoded", "redis-cluster://:a@canary-4f1d@h"],
    ["a fragment", "redis://h#canary-4f1d"],
    ["a broken percent encoding", "redis://:canary-4f1d%zz@h"],
  ])("%s", (_, url) => {
    const open = () => openRedisStore({ url, timeoutMs: 1, logRetentionMs: 1 });
    expect(open).toThrow(RangeError);
    expect(open).not.toThrow("canary-4f1d");
  });

  test.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])("a deadline or a retention of %s", (bad) => {
    const url = "redis://127.0.0.1";
    expect(() => openRedisStore({ url, timeoutMs: bad, logRetentionMs: 1 })).toThrow(RangeError);
    expect(() => openRedisStore({ url, timeoutMs: 1, logRetentionMs: bad })).toThrow("logRetentionMs must be");
  });

  test("a deadline beyond what a timer can wait for", () => {
    const options = { url: "redis://127.0.0.1", timeoutMs: 2 ** 31, logRetentionMs: 1 };
    expect(() => openRedisStore(options)).toThrow(RangeError);
  });

  test("a key prefix that no key can have", () => {
    expect(() => openRedisStore({ url: "redis://h", timeoutMs: 1, logRetentionMs: 1, keyPrefix: "a b" })).toThrow(
      RangeError,
    );
  });
});
