import { describe, expect, test } from "vitest";
import { randomKey, useStack } from "./stack.ts";

const stack = useStack();

const EXACT = [
  "1",
  "null",
  "true",
  '{"a":1}',
  "",
  " ",
  "OK",
  "MQ==",
  "naïve 😀 \u0000\r\n",
  "1e5",
  "0x10",
  "[]",
  "\uFFFD",
];

describe.each([{ encoding: "base64" as const }, { encoding: false as const }])(
  "with encoding $encoding",
  ({ encoding }) => {
    test.each(EXACT)("%j comes back exactly as it was set", async (value) => {
      const client = stack.client({ responseEncoding: encoding });
      const key = randomKey();
      expect(await client.set(key, value)).toBe("OK");
      expect(await client.get(key)).toBe(value);
      expect(await client.mget(key, randomKey())).toEqual([value, null]);
      expect(await client.eval("return {{redis.call('GET', KEYS[1])}, 1}", [key], [])).toEqual([[value], 1]);
    });

    test("nothing, numbers and nested replies keep their types", async () => {
      const client = stack.client({ responseEncoding: encoding });
      expect(await client.get(randomKey())).toBeNull();
      expect(await client.incr(randomKey())).toBe(1);
      expect(await client.eval("return {1, 'a', {false, {2, 'OK'}}, {}}", [], [])).toEqual([
        1,
        "a",
        [null, [2, "OK"]],
        [],
      ]);
      expect(await client.eval("return redis.status_reply('OK')", [], [])).toBe("OK");
      expect(await client.eval("return {redis.status_reply('OK')}", [], [])).toEqual(["OK"]);
    });

    test("integers beyond 2^53 arrive with every digit", async () => {
      const client = stack.client({ responseEncoding: encoding });
      const key = randomKey();
      await client.set(key, "9223372036854775806");
      expect(await client.incr(key)).toBe("9223372036854775807");
      expect(await client.get(key)).toBe("9223372036854775807");
    });
  },
);

test("the client's own deserialization finds what it expects", async () => {
  const client = stack.client({ automaticDeserialization: true });
  const key = randomKey();
  await client.set(key, { name: "Ada", tags: ["a"], on: true, none: null });
  expect(await client.get(key)).toEqual({ name: "Ada", tags: ["a"], on: true, none: null });
  await client.set(key, 12.5);
  expect(await client.get(key)).toBe(12.5);
});

test("numbers in a request reach Redis as they were written", async () => {
  const key = randomKey();
  const body = `["SET", "${key}", 9007199254740993]`;
  await stack.request("/", { method: "POST", body });
  expect(await stack.client().get(key)).toBe("9007199254740993");
});

test("a boolean in a request is stored as its word", async () => {
  const key = randomKey();
  await stack.client().set(key, true);
  expect(await stack.client().get(key)).toBe("true");
});

test("SET NX GET PX writes once, and answers the current value", async () => {
  const client = stack.client();
  const key = randomKey();
  expect(await client.set(key, "first", { nx: true, get: true, px: 60_000 })).toBeNull();
  expect(await client.set(key, "second", { nx: true, get: true, px: 1 })).toBe("first");
  const left = await client.pttl(key);
  expect(left).toBeGreaterThan(1);
  expect(left).toBeLessThanOrEqual(60_000);
});

test("hashes and sorted sets come in the shapes the client reads", async () => {
  const client = stack.client({ automaticDeserialization: true });
  const [hash, sorted] = [randomKey(), randomKey()];
  expect(await client.hset(hash, { a: "x", b: "y" })).toBe(2);
  expect(await client.hmget(hash, "a", "c")).toEqual({ a: "x", c: null });
  expect(await client.hgetall(hash)).toEqual({ a: "x", b: "y" });
  await client.zadd(sorted, { score: 1.5, member: "x" }, { score: 2, member: "y" });
  expect(await client.zrange(sorted, 0, -1, { withScores: true })).toEqual(["x", 1.5, "y", 2]);
});

test("a stream can be written, ranged over, and read from a cursor", async () => {
  const client = stack.client();
  const key = randomKey();
  const first = await client.xadd(key, "*", { key: "token:1", value: "true" });
  const trim = { type: "MAXLEN", threshold: 10, comparison: "=" } as const;
  const second = await client.xadd(key, "*", { key: "token:2", value: "null" }, { trim });
  expect(await client.xrange(key, "-", "+")).toEqual([
    [first, ["key", "token:1", "value", "true"]],
    [second, ["key", "token:2", "value", "null"]],
  ]);
  expect(await client.xread(key, first)).toEqual([[key, [[second, ["key", "token:2", "value", "null"]]]]]);
  expect(await client.xread(key, second)).toBeNull();
  const shaped = await stack.client({ automaticDeserialization: true }).xrange(key, first, first);
  expect(shaped).toEqual({ [first]: { key: "token:1", value: true } });
});

test("scripts run by text and by digest", async () => {
  const client = stack.client();
  const key = randomKey();
  const script = client.createScript<[string, string]>(
    "redis.call('SET', KEYS[1], ARGV[1]) return {redis.call('GET', KEYS[1]), ARGV[2]}",
  );
  expect(await script.exec([key], ["a", "1"])).toEqual(["a", "1"]);
  expect(await script.exec([key], ["b", "2"])).toEqual(["b", "2"]);
});

test("a value of one megabyte goes in and out unharmed", async () => {
  const client = stack.client();
  const key = randomKey();
  const value = "é😀x".repeat(150_000);
  await client.set(key, value);
  expect(await client.get(key)).toBe(value);
});

test("a command may have a hundred thousand arguments", async () => {
  const client = stack.client();
  const key = randomKey();
  const members = Array.from({ length: 100_000 }, (_, index) => String(index));
  expect(await client.rpush(key, ...members)).toBe(100_000);
});

test("two hundred calls at once each get their own answer", async () => {
  const client = stack.client();
  const prefix = randomKey();
  const numbers = Array.from({ length: 200 }, (_, index) => index);
  await Promise.all(numbers.map((number) => client.set(`${prefix}:${number}`, String(number))));
  const values = await Promise.all(numbers.map((number) => client.get(`${prefix}:${number}`)));
  expect(values).toEqual(numbers.map(String));
});

test("a Redis error reaches the caller in its words, as 400", async () => {
  const key = randomKey();
  await stack.client().lpush(key, "a");
  await expect(stack.client().incr(key)).rejects.toThrow(
    "WRONGTYPE Operation against a key holding the wrong kind of value",
  );
  const response = await stack.request("/", { method: "POST", body: '["GET"]' });
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error: "ERR wrong number of arguments for 'get' command" });
});

test("the client is handed a new sync token with every answer", async () => {
  const client = stack.client();
  await client.set(randomKey(), "a");
  const first = client.readYourWritesSyncToken;
  await client.set(randomKey(), "b");
  expect(first).toMatch(/^\w+$/);
  expect(client.readYourWritesSyncToken).not.toBe(first);
});
