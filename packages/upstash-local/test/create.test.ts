import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { createUpstashLocal } from "../src/index.ts";
import { post, requestTo, TOKEN, useStack } from "./stack.ts";

const stack = useStack();
/** Somewhat less than what closing gives to calls under way. */
const DEADLINE_MS = 2_500;
const redisUrl = "redis://127.0.0.1:6379";

test.each([
  { what: "an empty token", options: { redisUrl, token: "" }, message: "token" },
  { what: "a short token", options: { redisUrl, token: TOKEN.slice(0, 23) }, message: "token" },
  { what: "a monotonous token", options: { redisUrl, token: "abc".repeat(20) }, message: "token" },
  { what: "a token with a space", options: { redisUrl, token: `${TOKEN} ` }, message: "token" },
  { what: "a token that no header can carry", options: { redisUrl, token: `${TOKEN}\n` }, message: "token" },
  { what: "a URL of something else", options: { redisUrl: "http://127.0.0.1", token: TOKEN }, message: "Redis URL" },
  { what: "no URL", options: { redisUrl: "127.0.0.1:6379", token: TOKEN }, message: "Redis URL" },
  { what: "a port that can't be", options: { redisUrl, token: TOKEN, port: 65_536 }, message: "port" },
  { what: "an empty host", options: { redisUrl, token: TOKEN, host: "" }, message: "host" },
])("$what is refused at construction, without repeating it", async ({ options, message }) => {
  const error = await createUpstashLocal(options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(TypeError);
  expect(String(error)).toContain(message);
  if (options.token) expect(String(error)).not.toContain(options.token.trim());
});

test("a port in use is the system's error", async () => {
  const port = Number(new URL(stack.local.url).port);
  await expect(createUpstashLocal({ redisUrl: stack.redis.url, token: TOKEN, port })).rejects.toThrow("EADDRINUSE");
});

test("the URL can be used wherever it listens", async () => {
  for (const host of ["127.0.0.1", "0.0.0.0", "localhost"]) {
    const local = await createUpstashLocal({ redisUrl: stack.redis.url, token: TOKEN, host });
    expect(await (await requestTo(local.url, "/ping")).json()).toEqual({ result: "PONG" });
    await local.close();
  }
});

test("closing twice is fine, and frees the port", async () => {
  const local = await createUpstashLocal({ redisUrl: stack.redis.url, token: TOKEN });
  await local.close();
  await local.close();
  await expect(requestTo(local.url, "/ping")).rejects.toThrow("fetch failed");
});

test("closing waits for pending calls, and no longer", async () => {
  const local = await createUpstashLocal({ redisUrl: stack.redis.url, token: TOKEN });
  const busy = "local n = 0 while n < 5e6 do n = n + 1 end return n";
  const call = requestTo(local.url, "/", post(["EVAL", busy, 0]));
  await sleep(20);
  const closed = local.close().then(() => "closed");
  expect(await (await call).json()).toEqual({ result: 5_000_000 });
  expect(await Promise.race([closed, sleep(DEADLINE_MS, "waited")])).toBe("closed");
});

test("closing doesn't wait for a connection on which nothing is asked", async () => {
  const local = await createUpstashLocal({ redisUrl: stack.redis.url, token: TOKEN });
  const socket = connect(Number(new URL(local.url).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  await requestTo(local.url, "/ping");
  const closed = local.close().then(() => "closed");
  expect(await Promise.race([closed, sleep(DEADLINE_MS, "waited")])).toBe("closed");
});
