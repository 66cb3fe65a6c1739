import { type FaultProxy, type RestFault, startFaultProxy } from "@curfew/testing/fault-proxy";
import type { Redis } from "@upstash/redis";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { clientOf, randomKey, requestTo, useStack } from "./stack.ts";

const stack = useStack();

/** How long a client waits for an answer that never comes. */
const SHORT_MS = 400;
/** How long one waits for an answer that does come. */
const LONG_MS = 20_000;

/** A proxy that ends with the test. */
async function proxyTo(target: string): Promise<FaultProxy<RestFault>> {
  const proxy = await startFaultProxy({ target, protocol: "rest" });
  onTestFinished(() => proxy.close());
  return proxy;
}

/** Waits until what is asked resolves. */
function eventually<T>(ask: () => Promise<T>): Promise<T> {
  return vi.waitFor(ask, { timeout: LONG_MS, interval: 20 });
}

interface Service {
  readonly proxy: FaultProxy<RestFault>;
  /** Goes through the proxy, over a connection that is up. */
  readonly client: Redis;
  /** Goes past it. */
  readonly direct: Redis;
  readonly key: string;
}

async function service(patienceMs = LONG_MS): Promise<Service> {
  const proxy = await proxyTo(stack.local.url);
  const client = clientOf(proxy.url, { signal: () => AbortSignal.timeout(patienceMs) });
  await eventually(() => client.ping());
  return { proxy, client, direct: stack.client(), key: randomKey() };
}

async function expectRepaired({ proxy, client, key }: Service): Promise<void> {
  await proxy.set(null);
  await eventually(() => client.set(key, "repaired"));
  expect(await eventually(() => client.get(key))).toBe("repaired");
}

const FAILED = "fetch failed";
const LATE = /aborted due to timeout/;
const patienceFor = (message: string | RegExp) => (message === LATE ? SHORT_MS : LONG_MS);

describe.each<readonly [string, RestFault, string | RegExp]>([
  ["refused", { kind: "refused" }, FAILED],
  ["blackhole", { kind: "blackhole" }, LATE],
  ["reset", { kind: "reset" }, FAILED],
  ["headers only", { kind: "headersOnly" }, LATE],
])("%s", (_, fault, message) => {
  test("fails a command, and the server never sees it", async () => {
    const parts = await service(patienceFor(message));
    await parts.proxy.set(fault);
    await expect(parts.client.set(parts.key, "a")).rejects.toThrow(message);
    expect(await parts.direct.get(parts.key)).toBeNull();
    await expectRepaired(parts);
  });
});

describe.each<readonly [string, RestFault, string | RegExp]>([
  ["resetMidReply", { kind: "resetMidReply" }, /terminated|fetch failed/],
  ["an answer lost in silence", { kind: "answerLost", mode: "silent" }, LATE],
  ["latency beyond the client's patience", { kind: "latency", ms: 100 * LONG_MS }, LATE],
  ["an answer lost by a reset", { kind: "answerLost", mode: "reset" }, FAILED],
])("%s", (_, fault, message) => {
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

test("resetMidReply lets half of the answer through", async () => {
  const { proxy, client, key } = await service();
  await client.set(key, "x".repeat(1_000));
  await proxy.set({ kind: "resetMidReply" });
  const response = await requestTo(proxy.url, `/get/${key}`);
  const reader = response.body?.getReader();
  const first = await reader?.read();
  expect(Number(response.headers.get("content-length"))).toBeGreaterThan(1_000);
  expect(first?.value?.length).toBe(Math.floor(Number(response.headers.get("content-length")) / 2));
  await expect(reader?.read()).rejects.toThrow();
});

test("a blackhole swallows the answer of a request already under way", async () => {
  const { proxy, client, direct, key } = await service(1_600);
  await proxy.set({ kind: "latency", ms: 800 });
  const failed = expect(client.set(key, "a")).rejects.toThrow(LATE);
  await eventually(async () => expect(await direct.get(key)).toBe("a"));
  await proxy.set({ kind: "blackhole" });
  await failed;
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

describe("status", () => {
  const html = "<!DOCTYPE html><html><body>Bad Gateway</body></html>";

  test.each([
    ["500 with HTML", 500, html, "text/html"],
    ["401", 401, '{"error":"Unauthorized"}', "application/json"],
    ["half a JSON", 200, '{"result":["a",', "application/json"],
    ["HTML with a 200", 200, html, "text/html"],
    ["an empty object", 200, "{}", "application/json"],
    ["an empty list", 200, "[]", "application/json"],
  ])("%s is the answer, and the server never sees the command", async (_, code, body, contentType) => {
    const parts = await service();
    await parts.proxy.set({ kind: "status", code, body, contentType });
    await expect(parts.client.set(parts.key, "a")).rejects.toThrow();
    const response = await requestTo(parts.proxy.url, "/ping");
    expect(response.status).toBe(code);
    expect(response.headers.get("content-type")).toBe(contentType);
    expect(await response.text()).toBe(body);
    expect(await parts.direct.get(parts.key)).toBeNull();
    await expectRepaired(parts);
  });

  test.each([
    ['{"result":null}', null],
    ['{"result":1}', 1],
  ])("%s with a 200 is what the real client takes for %s", async (body, taken) => {
    const parts = await service();
    await parts.direct.set(parts.key, "a");
    await parts.proxy.set({ kind: "status", code: 200, body });
    expect(await parts.client.get(parts.key)).toBe(taken);
    await expectRepaired(parts);
  });
});

test("without a fault requests and responses pass unchanged", async () => {
  const { proxy, client, key } = await service();
  const value = "é😀".repeat(300_000);
  await client.set(key, value);
  expect(await client.get(key)).toBe(value);
  await expect(client.incr(key)).rejects.toThrow("ERR value is not an integer");
  for (const path of [`/set/${key}/%C3%A9?EX=100`, `/get/${key}`, `/nosuch/a?_token=wrong`]) {
    const [passed, direct] = await Promise.all([proxy.url, stack.local.url].map((url) => requestTo(url, path)));
    expect(passed?.status).toBe(direct?.status);
    expect(await passed?.text()).toBe(await direct?.text());
    expect(passed?.headers.get("content-type")).toBe(direct?.headers.get("content-type"));
  }
});

test("each HTTP request counts as one, pipelines and transactions too", async () => {
  const { proxy, client, key } = await service();
  const before = proxy.requests;
  await client.get(key);
  await client.pipeline().get(key).get(key).exec();
  await client.multi().get(key).get(key).exec();
  expect(proxy.requests - before).toBe(3);
  await proxy.set({ kind: "reset" });
  await client.get(key).catch(() => {});
  expect(proxy.requests - before).toBe(4);
});

test("a server that is down is a broken connection", async () => {
  const proxy = await proxyTo("http://127.0.0.1:1");
  await expect(clientOf(proxy.url).get("a")).rejects.toThrow(FAILED);
});
