import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { FaultProxy, RedisFault } from "../../src/fault-proxy/index.ts";
import { type RedisServer, startRedis } from "../../src/redis-server/index.ts";
import { eventually, ioredis, LONG_MS, proxyTo, SHORT_MS } from "./service.ts";

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

interface Service {
  readonly proxy: FaultProxy<RedisFault>;
  /** Goes through the proxy, over a connection that is up. */
  readonly client: Redis;
  /** Goes past it. */
  readonly direct: Redis;
  readonly key: string;
}

async function service(patienceMs = LONG_MS): Promise<Service> {
  const proxy = await proxyTo("redis", server.url);
  const [client, direct] = [ioredis(proxy.url, patienceMs), ioredis(server.url)];
  await eventually(() => client.ping());
  return { proxy, client, direct, key: randomUUID() };
}

async function expectRepaired({ proxy, client, key }: Service): Promise<void> {
  await proxy.set(null);
  await eventually(() => client.set(key, "repaired"));
  expect(await eventually(() => client.get(key))).toBe("repaired");
}

/** What ioredis says, depending on whether the connection or a command was first to fail. */
const CLOSED = /ECONNRESET|ECONNREFUSED|Connection is closed|connection close|max retries/;
const LATE = /timed out|timeout|max retries/i;

const UNTOLD: readonly (readonly [string, RedisFault, RegExp])[] = [
  ["refused", { kind: "refused" }, CLOSED],
  ["blackhole", { kind: "blackhole" }, LATE],
  ["reset", { kind: "reset" }, CLOSED],
];

const UNHEARD: readonly (readonly [string, RedisFault, RegExp])[] = [
  ["resetMidReply", { kind: "resetMidReply" }, CLOSED],
  ["an answer lost in silence", { kind: "answerLost", mode: "silent" }, LATE],
  ["latency beyond the client's patience", { kind: "latency", ms: 100 * LONG_MS }, LATE],
  ["an answer lost by a reset", { kind: "answerLost", mode: "reset" }, CLOSED],
];

const patienceFor = (message: RegExp) => (message === LATE ? SHORT_MS : LONG_MS);

describe.each(UNTOLD)("%s", (_, fault, message) => {
  test("fails a command on an open connection, unseen by the server", async () => {
    const parts = await service(patienceFor(message));
    await parts.proxy.set(fault);
    await expect(parts.client.set(parts.key, "a")).rejects.toThrow(message);
    expect(await parts.direct.get(parts.key)).toBeNull();
    await expectRepaired(parts);
  });

  test("fails a client that connects only now, until it is repaired", async () => {
    const parts = await service(patienceFor(message));
    await parts.proxy.set(fault);
    const client = ioredis(parts.proxy.url, patienceFor(message));
    await expect(client.set(parts.key, "a")).rejects.toThrow();
    expect(await parts.direct.get(parts.key)).toBeNull();
    await expectRepaired({ ...parts, client });
  });
});

describe.each(UNHEARD)("%s", (_, fault, message) => {
  test("fails a command that the server has carried out", async () => {
    const parts = await service(patienceFor(message));
    await parts.proxy.set(fault);
    await expect(parts.client.set(parts.key, "a")).rejects.toThrow(message);
    await eventually(async () => expect(await parts.direct.get(parts.key)).toBe("a"));
    await expectRepaired(parts);
  });

  test("fails a transaction that the server has carried out, whole", async () => {
    const { proxy, client, direct, key } = await service(patienceFor(message));
    await proxy.set(fault);
    await expect(client.multi().set(key, "1").incr(key).exec()).rejects.toThrow(message);
    await eventually(async () => expect(await direct.get(key)).toBe("2"));
  });
});

test("refused closes the port itself", async () => {
  const { proxy } = await service();
  await proxy.set({ kind: "refused" });
  const late = ioredis(proxy.url);
  const refusal = new Promise((resolve) => late.on("error", resolve));
  expect(await refusal).toMatchObject({ code: "ECONNREFUSED" });
});

test("a blackhole swallows the answer of a command already under way", async () => {
  const { proxy, client, direct, key } = await service(1_600);
  await proxy.set({ kind: "latency", ms: 800 });
  const failed = expect(client.set(key, "a")).rejects.toThrow(LATE);
  await eventually(async () => expect(await direct.get(key)).toBe("a"));
  await proxy.set({ kind: "blackhole" });
  await failed;
});

test("a connection that lost an answer stays silent", async () => {
  const { proxy, client, direct, key } = await service(SHORT_MS);
  await proxy.set({ kind: "answerLost", mode: "silent" });
  const lost = client.set(key, "a");
  await eventually(async () => expect(await direct.get(key)).toBe("a"));
  await proxy.set(null);
  const after = client.get(key);
  await expect(lost).rejects.toThrow();
  await expect(after).rejects.toThrow();
});

test("latency delays each answer and not their sum", async () => {
  const { proxy, client, key } = await service();
  await proxy.set({ kind: "latency", ms: 200 });
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: 20 }, () => client.incr(key)));
  const passed = performance.now() - startedAt;
  // A timer may be early by a millisecond.
  expect(passed).toBeGreaterThan(198);
  expect(passed).toBeLessThan(20 * 200);
});

describe("error", () => {
  test.each([
    "LOADING Redis is loading the dataset in memory",
    "NOAUTH Authentication required.",
    "OOM command not allowed when used memory > 'maxmemory'.",
  ])("%s comes instead of every reply, and nothing is carried out", async (text) => {
    const parts = await service();
    await parts.proxy.set({ kind: "error", text });
    await expect(parts.client.set(parts.key, "a")).rejects.toThrow(text);
    await expect(parts.client.get(parts.key)).rejects.toThrow(text);
    await expect(parts.client.multi().set(parts.key, "a").exec()).rejects.toThrow(text);
    expect(await parts.direct.get(parts.key)).toBeNull();
    await expectRepaired(parts);
  });

  const LOADING = "LOADING Redis is loading the dataset in memory";

  test("keeps a client from connecting, until it is repaired", async () => {
    const parts = await service();
    await parts.proxy.set({ kind: "error", text: LOADING });
    const client = ioredis(parts.proxy.url);
    await expect(client.get(parts.key)).rejects.toThrow();
    expect(client.status).not.toBe("ready");
    await expectRepaired({ ...parts, client });
  });

  test("lets a client connect if excepted, and fails its commands", async () => {
    const { proxy, key } = await service();
    await proxy.set({ kind: "error", text: LOADING, exceptSetup: true });
    const client = ioredis(proxy.url);
    await expect(client.get(key)).rejects.toThrow(LOADING);
    expect(client.status).toBe("ready");
  });

  const READONLY = "READONLY You can't write against a read only replica.";

  test("only for writes lets connections and reads pass", async () => {
    const parts = await service();
    await parts.direct.set(parts.key, "a");
    await parts.proxy.set({ kind: "error", text: READONLY, onlyWrites: true });
    const client = ioredis(parts.proxy.url);
    expect(await client.get(parts.key)).toBe("a");
    await expect(client.set(parts.key, "b")).rejects.toThrow(READONLY);
    expect(await parts.direct.get(parts.key)).toBe("a");
    await expectRepaired(parts);
  });

  test("only for writes takes a script for one if it calls one", async () => {
    const { proxy, client, direct, key } = await service();
    await direct.set(key, "a");
    await proxy.set({ kind: "error", text: READONLY, onlyWrites: true });
    expect(await client.eval("return redis.call('GET', KEYS[1])", 1, key)).toBe("a");
    for (const script of ["return redis.call('DEL', KEYS[1])", 'return redis.pcall( "set", KEYS[1], "b")']) {
      await expect(client.eval(script, 1, key)).rejects.toThrow(READONLY);
    }
    expect(await direct.get(key)).toBe("a");
  });

  test("only for writes discards a transaction that has one, as Redis does", async () => {
    const { proxy, client, direct, key } = await service();
    await proxy.set({ kind: "error", text: READONLY, onlyWrites: true });
    const refusal = await client
      .multi()
      .get(key)
      .set(key, "a")
      .exec()
      .catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      message: expect.stringContaining("EXECABORT"),
      previousErrors: [expect.objectContaining({ message: expect.stringContaining(READONLY) })],
    });
    expect(await client.multi().get(key).exec()).toEqual([[null, null]]);
    await proxy.set(null);
    expect(await client.set(key, "b", "GET")).toBeNull();
    expect(await direct.get(key)).toBe("b");
  });
});

describe("wrongType", () => {
  test.each([
    ["integer", 3],
    ["short", [null, "b"]],
    ["long", ["a", null, "b", null]],
  ] as const)("%s comes where an array is expected, elsewhere the reply", async (reply, expected) => {
    const parts = await service();
    const keys = [randomUUID(), randomUUID(), randomUUID()] as const;
    await parts.direct.mset(keys[0], "a", keys[2], "b");
    await parts.proxy.set({ kind: "wrongType", reply });
    expect(await parts.client.mget(...keys)).toEqual(expected);
    expect(await parts.client.get(keys[0])).toBe("a");
    await expectRepaired(parts);
  });

  test("a map comes where an array is expected", async () => {
    const { proxy, key } = await service();
    await proxy.set({ kind: "wrongType", reply: "map" });
    const client = ioredis(proxy.url).duplicate({ replyMapping: "resp3" });
    onTestFinished(() => client.disconnect());
    expect(await client.mget(key, key)).toEqual({ length: 2 });
  });

  test("changes what EXEC answers, and the transaction is carried out", async () => {
    const { proxy, client, direct, key } = await service();
    await proxy.set({ kind: "wrongType", reply: "short" });
    expect(await client.multi().set(key, "1").incr(key).exec()).toEqual([[null, 2]]);
    expect(await direct.get(key)).toBe("2");
  });
});

test("without a fault everything passes: large, binary, pipelined, nested", async () => {
  const { proxy, key } = await service();
  const value = Buffer.from("é\r\n$-1\r\n*2\r\n\0".repeat(100_000));
  for (const protocol of [2, 3] as const) {
    const client = ioredis(proxy.url).duplicate({ protocol });
    expect(await client.set(key, value)).toBe("OK");
    expect(await client.getBuffer(key)).toEqual(value);
    expect(await client.eval("return {1, 'a', {false, {}}}", 0)).toEqual([1, "a", [null, []]]);
    const replies = await client.pipeline().get(randomUUID()).strlen(key).call("NOSUCH").hgetall(randomUUID()).exec();
    expect(replies).toEqual([[null, null], [null, value.length], [expect.any(Error)], [null, {}]]);
    client.disconnect();
  }
});

test("commands are counted one by one, a transaction as one", async () => {
  const { proxy, client, key } = await service();
  const before = proxy.requests;
  await client.get(key);
  expect(proxy.requests - before).toBe(1);
  await client.pipeline().get(key).get(key).exec();
  expect(proxy.requests - before).toBe(3);
  await client.multi().get(key).get(key).exec();
  expect(proxy.requests - before).toBe(4);
  await proxy.set({ kind: "reset" });
  await client
    .multi()
    .get(key)
    .get(key)
    .exec()
    .catch(() => {});
  expect(proxy.requests - before).toBe(5);
});
