import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "@curfew/testing/ports";
import { type RedisServer, type StartRedisOptions, startRedis } from "@curfew/testing/redis-server";
import { expect, onTestFinished, test, vi } from "vitest";
import { createUpstashLocal, type UpstashLocal } from "../src/index.ts";
import { clientOf, post, randomKey, requestTo, TOKEN } from "./stack.ts";

const NO_ANSWER = { error: "ERR no answer from Redis" };
const UNTIL_BACK = { timeout: 10_000, interval: 25 };

async function redisServer(options?: StartRedisOptions): Promise<RedisServer> {
  const redis = await startRedis(options);
  onTestFinished(() => redis.stop());
  return redis;
}

async function localTo(redisUrl: string, report?: (state: string) => void): Promise<UpstashLocal> {
  const local = await createUpstashLocal({ redisUrl, token: TOKEN, ...(report && { report }) });
  onTestFinished(() => local.close());
  return local;
}

async function expectNoAnswer(local: UpstashLocal): Promise<void> {
  for (const [path, body] of [
    ["/", ["GET", "a"]],
    ["/pipeline", [["GET", "a"]]],
    ["/multi-exec", [["GET", "a"]]],
  ] as const) {
    const response = await requestTo(local.url, path, post(body));
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual(NO_ANSWER);
  }
  expect((await requestTo(local.url, "/subscribe/a")).status).toBe(503);
}

/** Passes bytes on to Redis, until told to drop those of the connections it has by then. */
async function silencedRelay(to: number): Promise<{ port: number; silence: () => void }> {
  const pairs: (() => void)[] = [];
  const relay = createServer((socket) => {
    const redis = connect(to, "127.0.0.1");
    socket.pipe(redis).pipe(socket);
    socket.on("error", () => {}).on("close", () => redis.destroy());
    pairs.push(() => redis.unpipe(socket).resume());
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void relay.close());
  const address = relay.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    port,
    silence: () => {
      for (const silence of pairs.splice(0)) silence();
    },
  };
}

/** What a real one guesses can't be ordered: a server on the port given back, that knows PING and has this for INFO. */
async function redisThatTells(info: () => string): Promise<number> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (commands) => {
      for (const [, name] of String(commands).matchAll(/^\*\d+\r\n\$\d+\r\n(\w+)/gm)) {
        const told = name?.toUpperCase() === "INFO" ? info() : null;
        socket.write(told === null ? "+PONG\r\n" : `$${told.length}\r\n${told}\r\n`);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

test("a killed Redis is an error at once, until it is back", async () => {
  const redis = await redisServer({ appendonly: true });
  const local = await localTo(redis.url);
  const client = clientOf(local.url);
  const key = randomKey();
  await client.set(key, "a");
  await redis.kill();
  await expectNoAnswer(local);
  await expect(client.get(key)).rejects.toThrow("ERR no answer from Redis");
  await redis.restart();
  await vi.waitFor(async () => expect(await client.get(key)).toBe("a"), UNTIL_BACK);
});

test("a call during a kill is an error, and not repeated", async () => {
  const redis = await redisServer({ appendonly: true });
  const local = await localTo(redis.url);
  const client = clientOf(local.url);
  const key = randomKey();
  process.kill(redis.pid, "SIGSTOP");
  const call = client.incr(key);
  // Time for the command to reach Redis, which can't say so.
  await Promise.race([call, sleep(100)]);
  await Promise.all([expect(call).rejects.toThrow("ERR no answer from Redis"), redis.kill()]);
  await redis.restart();
  await vi.waitFor(() => client.ping(), UNTIL_BACK);
  expect(await client.get(key)).toBeNull();
});

test("a silent Redis is an error in time, until it answers", async () => {
  const redis = await redisServer();
  const local = await localTo(redis.url);
  process.kill(redis.pid, "SIGSTOP");
  const asked = performance.now();
  const responses = await Promise.all([
    requestTo(local.url, "/get/a"),
    requestTo(local.url, "/multi-exec", post([["SET", "a", "b"]])),
  ]);
  expect(responses.map(({ status }) => status)).toEqual([503, 503]);
  // Two seconds are promised; at four the connection itself is given up.
  expect(performance.now() - asked).toBeLessThan(3_500);
  process.kill(redis.pid, "SIGCONT");
  await vi.waitFor(async () => expect((await requestTo(local.url, "/ping")).status).toBe(200), UNTIL_BACK);
});

test("a connection whose other end vanished without a word is replaced", async () => {
  const redis = await redisServer();
  const relay = await silencedRelay(redis.port);
  const local = await localTo(`redis://127.0.0.1:${relay.port}`);
  expect((await requestTo(local.url, "/ping")).status).toBe(200);
  relay.silence();
  expect((await requestTo(local.url, "/ping")).status).toBe(503);
  await vi.waitFor(async () => expect((await requestTo(local.url, "/ping")).status).toBe(200), UNTIL_BACK);
});

test("a loading Redis works as soon as it has loaded", async () => {
  const guesses = ["loading:1\r\nloading_eta_seconds:30\r\n"];
  const port = await redisThatTells(() => guesses.pop() ?? "loading:0\r\n");
  const asked = performance.now();
  const local = await localTo(`redis://127.0.0.1:${port}`);
  expect((await requestTo(local.url, "/ping")).status).toBe(200);
  expect(performance.now() - asked).toBeLessThan(3_500);
  expect(guesses).toEqual([]);
});

test("it starts while Redis is down, and serves when it is up", async () => {
  const port = await freePort();
  const states: string[] = [];
  const local = await localTo(`redis://127.0.0.1:${port}`, (state) => states.push(state));
  await expectNoAnswer(local);
  await redisServer({ port });
  await vi.waitFor(async () => expect((await requestTo(local.url, "/ping")).status).toBe(200), UNTIL_BACK);
  expect(states).toEqual([expect.stringContaining("ECONNREFUSED"), "ready"]);
});

test("a wrong Redis password is told to the operator, not the caller", async () => {
  const redis = await redisServer({ config: { requirepass: "right" } });
  const states: string[] = [];
  const local = await localTo(redis.url.replace("//", "//:wrong@"), (state) => states.push(state));
  await expectNoAnswer(local);
  expect(states).toEqual([expect.stringMatching(/^WRONGPASS /)]);
  const right = await localTo(redis.url.replace("//", "//:right@"));
  expect((await requestTo(right.url, "/ping")).status).toBe(200);
});

test("a subscription ends when Redis does", async () => {
  const redis = await redisServer();
  const local = await localTo(redis.url);
  const response = await requestTo(local.url, "/subscribe/a");
  await redis.kill();
  expect(await response.text()).toBe("data: subscribe,a,1\n\n");
});
