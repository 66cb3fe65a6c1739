import { expect, test } from "vitest";
import { post, randomKey, useStack } from "./stack.ts";

const stack = useStack();

test("a pipeline goes on after a member that fails, and says which one did", async () => {
  const client = stack.client();
  const key = randomKey();
  const results = await client.pipeline().set(key, "a").incr(key).get(key).exec({ keepErrors: true });
  expect(results).toEqual([
    { result: "OK", error: undefined },
    { result: undefined, error: "ERR value is not an integer or out of range" },
    { result: "a", error: undefined },
  ]);
  await expect(client.pipeline().incr(key).exec()).rejects.toThrow("Command 1 [ incr ] failed: ERR value is not an");
});

test("a pipeline refuses only the member that isn't supported", async () => {
  const key = randomKey();
  const response = await stack.request(
    "/pipeline",
    post([["SET", key, "a"], ["SUBSCRIBE", "c"], ["GET", key], ["NOSUCH"]]),
  );
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual([
    { result: "OK" },
    { error: 'ERR Command "SUBSCRIBE" is not allowed in REST or it has a special context path' },
    { result: "a" },
    { error: expect.stringContaining("ERR unknown command") },
  ]);
});

test("the auto-pipelining client gets every caller its own answer, its own error included", async () => {
  const client = stack.client({ enableAutoPipelining: true });
  const [text, counter] = [randomKey(), randomKey()];
  await client.set(text, "a");
  const settled = await Promise.allSettled([
    client.get(text),
    client.incr(text),
    client.incr(counter),
    client.get(randomKey()),
  ]);
  expect(settled).toEqual([
    { status: "fulfilled", value: "a" },
    {
      status: "rejected",
      reason: expect.objectContaining({ message: expect.stringContaining("ERR value is not an integer") }),
    },
    { status: "fulfilled", value: 1 },
    { status: "fulfilled", value: null },
  ]);
});

test("no command of others comes between those of a transaction", async () => {
  const client = stack.client();
  const key = randomKey();
  const seen = await Promise.all(
    Array.from({ length: 50 }, () => client.multi().incr(key).incr(key).incr(key).exec<[number, number, number]>()),
  );
  for (const [first, second, third] of seen) expect([second, third]).toEqual([first + 1, first + 2]);
  expect(await client.get(key)).toBe("150");
});

test("what a transaction wrote is read in whole or not at all", async () => {
  const client = stack.client();
  const [left, right] = [randomKey(), randomKey()];
  const writes = Array.from({ length: 50 }, (_, n) => client.multi().set(left, String(n)).set(right, String(n)).exec());
  const reads = Array.from({ length: 50 }, () => client.mget<[string | null, string | null]>(left, right));
  for (const [a, b] of await Promise.all(reads)) expect(a).toBe(b);
  await Promise.all(writes);
});

test("a command that fails inside a transaction does not undo the others", async () => {
  const client = stack.client();
  const [key, other] = [randomKey(), randomKey()];
  const results = await client.multi().set(key, "a").incr(key).set(other, "b").exec({ keepErrors: true });
  expect(results.map(({ error }) => error)).toEqual([
    undefined,
    "ERR value is not an integer or out of range",
    undefined,
  ]);
  expect(await client.mget(key, other)).toEqual(["a", "b"]);
});

test.each([
  { what: "Redis would not queue", bad: ["GET"], error: "ERR wrong number of arguments for 'get' command" },
  { what: "that doesn't exist", bad: ["NOSUCH", "x"], error: expect.stringContaining("ERR unknown command") },
  { what: "that isn't supported", bad: ["BLPOP", "x", "0"], error: "ERR Command is not available: 'BLPOP'" },
  { what: "that would end it", bad: ["EXEC"], error: expect.stringContaining('ERR Command "EXEC" is not allowed') },
])("a transaction with a command $what is discarded as a whole", async ({ bad, error }) => {
  const key = randomKey();
  const response = await stack.request("/multi-exec", post([["SET", key, "a"], bad, ["SET", key, "b"]]));
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error });
  expect(await stack.client().get(key)).toBeNull();
});

test("base64 reaches every string of a batch", async () => {
  const key = randomKey();
  const commands = [
    ["SET", key, "é"],
    ["GET", key],
    ["INCR", key],
    ["MGET", key, randomKey()],
  ];
  for (const path of ["/pipeline", "/multi-exec"]) {
    const response = await stack.request(path, post(commands, { "Upstash-Encoding": "base64" }));
    expect(await response.json()).toEqual([
      { result: "OK" },
      { result: "w6k=" },
      { error: "ERR value is not an integer or out of range" },
      { result: ["w6k=", null] },
    ]);
  }
});
