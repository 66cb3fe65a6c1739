import { Redis as IORedis } from "ioredis";
import { expect, onTestFinished, test, vi } from "vitest";
import { post, randomKey, useStack } from "./stack.ts";

const stack = useStack();

/** Others who add one to the key, hundreds of times at once, straight to Redis. `stop` says how often they did. */
function othersCounting(key: string): { stop: () => Promise<number> } {
  const redis = new IORedis(stack.redis.url);
  onTestFinished(() => redis.disconnect());
  let [sent, stopped] = [0, false];
  const loop = (async () => {
    for (; !stopped; sent += 500) await Promise.all(Array.from({ length: 500 }, () => redis.incr(key)));
  })();
  return {
    async stop() {
      stopped = true;
      await loop;
      return sent;
    },
  };
}

test("a pipeline continues after a failed member, and names it", async () => {
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

test("the auto-pipelining client gives every caller its own answer", async () => {
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
  const [key, padding] = [randomKey(), randomKey()];
  const others = othersCounting(key);
  // Redis reads a request of this size in many steps, and serves others between them.
  const large = "x".repeat(1_000_000);
  for (let round = 0; round < 20; round++) {
    const transaction = client.multi();
    for (let step = 0; step < 4; step++) transaction.incr(key).set(padding, large);
    const counts = (await transaction.exec<(number | string)[]>()).filter((reply) => typeof reply === "number");
    expect(counts).toEqual([0, 1, 2, 3].map((step) => (counts[0] ?? 0) + step));
  }
  expect(await others.stop()).toBeGreaterThan(500);
});

test("a transaction is sent as MULTI and EXEC, a pipeline isn't", async () => {
  const client = stack.client();
  const key = randomKey();
  const redis = new IORedis(stack.redis.url);
  const monitor = await redis.monitor();
  onTestFinished(() => {
    redis.disconnect();
    monitor.disconnect();
  });
  const seen: string[] = [];
  monitor.on("monitor", (_time, [name = ""]: string[]) => seen.push(name));
  await client.pipeline().set(key, "1").incr(key).exec();
  await client.multi().set(key, "1").incr(key).exec();
  await vi.waitFor(() => expect(seen).toEqual(["SET", "INCR", "MULTI", "SET", "INCR", "EXEC"]));
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
