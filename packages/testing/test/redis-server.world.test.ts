import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { findServerProgram } from "../src/redis-server/program.ts";
import { type RedisServer, type StartRedisOptions, startRedis } from "../src/redis-server/redis-server.ts";

const MODULE = fileURLToPath(new URL("../src/redis-server/redis-server.ts", import.meta.url));

afterEach(() => vi.unstubAllEnvs());

async function redisServer(options?: StartRedisOptions): Promise<RedisServer> {
  const redis = await startRedis(options);
  onTestFinished(() => redis.stop());
  return redis;
}

async function ask(redis: RedisServer, ...command: [string, ...string[]]): Promise<unknown> {
  const client = new Redis(redis.url, { retryStrategy: () => null, enableReadyCheck: false });
  client.on("error", () => {});
  return client.call(...command).finally(() => client.disconnect());
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("a started server answers at once, and stops without leftovers", async () => {
  const redis = await redisServer();
  expect(await ask(redis, "PING")).toBe("PONG");
  expect(existsSync(redis.directory)).toBe(true);
  await redis.stop();
  await expect(ask(redis, "PING")).rejects.toThrow();
  expect(isAlive(redis.pid)).toBe(false);
  expect(existsSync(redis.directory)).toBe(false);
});

test("several servers run side by side, each with its own data", async () => {
  const [one, other] = await Promise.all([redisServer(), redisServer()]);
  await ask(one, "SET", "a", "1");
  expect(await ask(other, "GET", "a")).toBeNull();
});

test("a killed server comes back on its port, with persisted data", async () => {
  const redis = await redisServer({ appendonly: true });
  const { url, pid } = redis;
  await ask(redis, "SET", "a", "1");
  await redis.kill();
  await expect(ask(redis, "PING")).rejects.toThrow();
  await redis.restart();
  expect(redis.url).toBe(url);
  expect(redis.pid).not.toBe(pid);
  expect(await ask(redis, "GET", "a")).toBe("1");
});

test("a server with much data is ready only when loaded", async () => {
  const redis = await redisServer({ appendonly: true, config: { "key-load-delay": "300" } });
  await ask(redis, "EVAL", 'for key = 0, 4999 do redis.call("SET", key, "x") end', "0");
  await redis.kill();
  await redis.restart();
  expect(await ask(redis, "GET", "4999")).toBe("x");
});

test("without an append-only file a restarted server has forgotten everything", async () => {
  const redis = await redisServer();
  await ask(redis, "SET", "a", "1");
  await redis.restart();
  expect(await ask(redis, "GET", "a")).toBeNull();
});

test("settings of redis.conf can be given", async () => {
  const redis = await redisServer({ config: { "maxmemory-policy": "allkeys-lru" } });
  expect(await ask(redis, "CONFIG", "GET", "maxmemory-policy")).toEqual(["maxmemory-policy", "allkeys-lru"]);
});

test("a server that can't start is an error with its own words", async () => {
  await expect(startRedis({ config: { "no-such-setting": "1" } })).rejects.toThrow("no-such-setting");
  const { port } = await redisServer();
  await expect(startRedis({ port })).rejects.toThrow("Address already in use");
});

test.each(["SIGSTOP", "SIGCONT"] as const)("a server that got %s can be stopped", async (signal) => {
  const redis = await redisServer();
  process.kill(redis.pid, signal);
  await redis.kill();
  expect(isAlive(redis.pid)).toBe(false);
});

test.each(["SIGKILL", "SIGTERM"] as const)(
  "neither a server nor its files outlive a process ended by %s",
  async (signal) => {
    const program = `const { startRedis } = await import(${JSON.stringify(MODULE)});
    const redis = await startRedis();
    process.stdout.write(redis.pid + " " + redis.directory);
    setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ["--input-type=module", "--eval", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void parent.kill("SIGKILL"));
    const output = await new Promise<string>((resolve) =>
      parent.stdout.once("data", (chunk) => resolve(String(chunk))),
    );
    const [pid, directory = ""] = [Number.parseInt(output, 10), output.split(" ")[1]];
    expect(isAlive(pid)).toBe(true);
    parent.kill(signal);
    await vi.waitFor(() => expect([isAlive(pid), existsSync(directory)]).toEqual([false, false]), 10_000);
  },
);

test("a finished process doesn't wait for a forgotten server", async () => {
  const program = `const { startRedis } = await import(${JSON.stringify(MODULE)}); await startRedis();`;
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", program]);
  onTestFinished(() => void parent.kill("SIGKILL"));
  expect(await new Promise((resolve) => parent.once("exit", resolve))).toBe(0);
});

test("without a server program the error lists what was tried", () => {
  vi.stubEnv("REDIS_SERVER", "");
  vi.stubEnv("PATH", "/nowhere");
  expect(findServerProgram).toThrow(/REDIS_SERVER.*redis-server and valkey-server.*PATH/);
});

test("REDIS_SERVER names the program, and a wrong one is not passed over", () => {
  vi.stubEnv("REDIS_SERVER", process.execPath);
  expect(findServerProgram()).toBe(process.execPath);
  vi.stubEnv("REDIS_SERVER", "/nowhere/redis-server");
  expect(findServerProgram).toThrow("/nowhere/redis-server");
});
