import { expect, test } from "vitest";
import { createUpstashLocal } from "../src/index.ts";
import { requestTo, TOKEN, useStack } from "./stack.ts";

const stack = useStack();
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

test("closing twice is fine, and then nobody listens", async () => {
  const local = await createUpstashLocal({ redisUrl: stack.redis.url, token: TOKEN });
  await local.close();
  await local.close();
  await expect(requestTo(local.url, "/ping")).rejects.toThrow("fetch failed");
});

test("closing lets a call under way finish", async () => {
  const local = await createUpstashLocal({ redisUrl: stack.redis.url, token: TOKEN });
  const busy = "local n = 0 while n < 2e7 do n = n + 1 end return n";
  const call = requestTo(local.url, "/", { method: "POST", body: JSON.stringify(["EVAL", busy, 0]) });
  await new Promise((resolve) => setTimeout(resolve, 50));
  const [response] = await Promise.all([call, local.close()]);
  expect(await response.json()).toEqual({ result: 20_000_000 });
});
