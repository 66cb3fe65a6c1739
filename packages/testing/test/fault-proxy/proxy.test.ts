import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { startFaultProxy, type WireFault } from "../../src/fault-proxy/index.ts";
import { type RedisServer, startRedis } from "../../src/redis-server/index.ts";
import { eventually, ioredis, proxyTo } from "./service.ts";

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

describe("the proxy's url", () => {
  test("is the target's but for host and port", async () => {
    const redis = await proxyTo("redis", "redis://user:p%40ss@localhost:1/7");
    expect(redis.url).toMatch(/^redis:\/\/user:p%40ss@127\.0\.0\.1:\d+\/7$/);
    const rest = await proxyTo("rest", "http://localhost:1/a/path");
    expect(rest.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/a\/path$/);
    expect((await proxyTo("rest", "http://localhost:1")).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test.each([
    ["redis", "rediss://localhost"],
    ["redis", "http://localhost"],
    ["rest", "https://localhost"],
    ["rest", "redis://localhost"],
  ] as const)("of a target that %s can't pass on (%s) is refused", async (protocol, target) => {
    await expect(startFaultProxy({ protocol, target })).rejects.toThrow(TypeError);
  });

  test("stays the same through refusal and repair", async () => {
    const proxy = await proxyTo("redis", server.url);
    const client = ioredis(proxy.url);
    for (let round = 0; round < 5; round++) {
      await eventually(() => client.ping());
      await proxy.set({ kind: "refused" });
      await expect(client.ping()).rejects.toThrow();
      await proxy.set(null);
    }
  });
});

test("faults take effect in the order they were set", async () => {
  const proxy = await proxyTo("redis", server.url);
  await Promise.all([proxy.set({ kind: "refused" }), proxy.set(null), proxy.set({ kind: "refused" }), proxy.set(null)]);
  expect(await ioredis(proxy.url).ping()).toBe("PONG");
});

test("connections are counted as they are accepted", async () => {
  const proxy = await proxyTo("redis", server.url);
  expect(proxy.connections).toBe(0);
  await Promise.all([ioredis(proxy.url).ping(), ioredis(proxy.url).ping()]);
  expect(proxy.connections).toBe(2);
});

test("a dead server closes the connection, and is found again", async () => {
  const own = await startRedis();
  onTestFinished(() => own.stop());
  const client = ioredis((await proxyTo("redis", own.url)).url);
  await client.ping();
  await own.kill();
  await expect(client.ping()).rejects.toThrow();
  await own.restart();
  await eventually(() => client.ping());
});

test("a client or server that doesn't speak RESP is disconnected", async () => {
  const port = await listening(createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")));
  await expect(ioredis((await proxyTo("redis", `redis://127.0.0.1:${port}`)).url).ping()).rejects.toThrow();
  const proxy = await proxyTo("redis", server.url);
  await expect(fetch(proxy.url.replace("redis:", "http:"))).rejects.toThrow();
});

/** A program that uses a proxy under a fault, closes it while requests are under way, and has nothing left to do. */
const PROGRAM = `
  import { connect } from "node:net";
  const [door, target, protocol, request, fault] = process.argv.slice(1);
  const { startFaultProxy } = await import(door);
  const proxy = await startFaultProxy({ target, protocol });
  const socket = connect(new URL(proxy.url).port, "127.0.0.1").on("error", () => {});
  socket.write(request);
  socket.once("data", async () => {
    await proxy.set(JSON.parse(fault));
    socket.write(request);
    setTimeout(() => proxy.close(), 100);
  });
`;

const FAULTS: readonly (WireFault | null)[] = [
  { kind: "refused" },
  { kind: "blackhole" },
  { kind: "latency", ms: 60_000 },
  { kind: "answerLost", mode: "silent" },
  null,
];

describe.each(FAULTS)("close leaves nothing behind that keeps a process alive, under %j", (fault) => {
  async function run(target: string, protocol: string, request: string): Promise<number | null> {
    const module = new URL("../../src/fault-proxy/index.ts", import.meta.url).href;
    const args = ["--input-type=module", "-e", PROGRAM, module, target, protocol, request, JSON.stringify(fault)];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
    onTestFinished(() => void child.kill("SIGKILL"));
    const [code] = await once(child, "exit");
    return code;
  }

  test("in front of Redis", async () => {
    expect(await run(server.url, "redis", "*1\r\n$4\r\nPING\r\n")).toBe(0);
  });

  test("in front of HTTP", async () => {
    const port = await listening(createHttpServer((_, response) => void response.end("{}")));
    expect(await run(`http://127.0.0.1:${port}`, "rest", "GET / HTTP/1.1\r\nHost: a\r\n\r\n")).toBe(0);
  });
});

/** The port of a server that listens until the test is over. */
async function listening(server: Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP listener has no port.");
  return address.port;
}
