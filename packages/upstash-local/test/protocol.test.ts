import { expect, test } from "vitest";
import { post, randomKey, requestTo, TOKEN, useStack } from "./stack.ts";

const stack = useStack();
const BASE64 = { "Upstash-Encoding": "base64" };

async function answer(path: string, init?: RequestInit): Promise<[number, unknown]> {
  const response = await stack.request(path, init);
  return [response.status, await response.json()];
}

test("a command can stand in the path", async () => {
  const key = randomKey();
  expect(await answer(`/set/${key}/bar/EX/100`)).toEqual([200, { result: "OK" }]);
  expect(await answer(`/GET/${key}`)).toEqual([200, { result: "bar" }]);
  expect(await answer(`/mget/${key}/${randomKey()}`, { method: "POST" })).toEqual([200, { result: ["bar", null] }]);
  expect(await answer(`/ttl/${key}`)).toEqual([200, { result: 100 }]);
});

test("what is percent-encoded in the path arrives decoded", async () => {
  const [key, value] = [randomKey(), "a/b?c&d=é 😀%+"];
  await stack.request(`/set/${key}/${encodeURIComponent(value)}`);
  expect(await stack.client().get(key)).toBe(value);
});

test("a body is the last argument, the query's follow it", async () => {
  const key = randomKey();
  const value = '["not", "a", "command"]';
  expect(await answer(`/set/${key}?EX=100&NX`, { method: "POST", body: value })).toEqual([200, { result: "OK" }]);
  expect(await answer(`/set/${key}?EX=5&NX`, { method: "PUT", body: "other" })).toEqual([200, { result: null }]);
  expect(await stack.client().get(key)).toBe(value);
  expect(await answer(`/ttl/${key}`)).toEqual([200, { result: 100 }]);
});

test("bytes that are not UTF-8 pass by body and base64", async () => {
  const key = randomKey();
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  await stack.request(`/set/${key}`, { method: "POST", body: bytes });
  expect(await answer(`/get/${key}`, { headers: BASE64 })).toEqual([200, { result: bytes.toString("base64") }]);
  expect(await answer(`/get/${key}`)).toEqual([200, { result: bytes.toString("utf8") }]);
});

test("base64 encodes strings, and leaves numbers, null and OK", async () => {
  const script = "return {1, false, 'OK', {'a', {redis.status_reply('OK')}}}";
  const encoded = [1, null, "T0s=", ["YQ==", ["T0s="]]];
  expect(await answer("/", post(["EVAL", script, 0], BASE64))).toEqual([200, { result: encoded }]);
  expect(await answer("/ping", { headers: BASE64 })).toEqual([200, { result: "UE9ORw==" }]);
  expect(await answer("/", post(["SET", randomKey(), ""], BASE64))).toEqual([200, { result: "OK" }]);
});

test("HEAD answers like GET without a body", async () => {
  const response = await stack.request("/ping", { method: "HEAD" });
  expect(response.status).toBe(200);
  expect(await response.text()).toBe("");
});

test("the token may come in the query, and is no argument then", async () => {
  const key = randomKey();
  const response = await fetch(`${stack.local.url}/set/${key}/a?_token=${TOKEN}`);
  expect(await response.json()).toEqual({ result: "OK" });
});

test.each([
  { what: "no token", headers: { authorization: "" } },
  { what: "a wrong token", headers: { authorization: `Bearer ${TOKEN.slice(0, -1)}` } },
  { what: "the token and more", headers: { authorization: `Bearer ${TOKEN}x` } },
  { what: "another scheme", headers: { authorization: `Basic ${TOKEN}` } },
  { what: "the bare token", headers: { authorization: TOKEN } },
])("$what is answered 401, and nothing is done", async ({ headers }) => {
  const key = randomKey();
  const response = await requestTo(stack.local.url, `/set/${key}/a`, { headers });
  expect(response.status).toBe(401);
  expect(await response.json()).toEqual({ error: "WRONGPASS invalid or missing auth token" });
  expect(await stack.client().get(key)).toBeNull();
});

test("a wrong token in the query outweighs a right header", async () => {
  expect((await stack.request("/ping?_token=wrong")).status).toBe(401);
});

test("the real client reports a wrong token as Upstash's error", async () => {
  const client = stack.client({ token: `${TOKEN}-of-someone-else` });
  await expect(client.get("a")).rejects.toThrow("WRONGPASS invalid or missing auth token");
});
