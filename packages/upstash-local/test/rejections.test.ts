import { connect } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { post, randomKey, TOKEN, useStack } from "./stack.ts";

const stack = useStack();

async function refusal(path: string, init: RequestInit): Promise<[number, string]> {
  const response = await stack.request(path, init);
  const { error } = (await response.json()) as { error: string };
  return [response.status, error];
}

test.each([
  "",
  "{",
  '["GET", "a"',
  "nonsense",
  '{"a":1}',
  '"GET"',
  "1",
  "null",
  "[]",
  '[""]',
  "[[]]",
  '["GET", {}]',
  '["GET", ["a"]]',
  "[".repeat(50_000),
])("the body %.20j is no command", async (body) => {
  expect(await refusal("/", { method: "POST", body })).toEqual([400, expect.stringMatching(/^ERR /)]);
});

test.each(["", "{}", "[]", '["GET", "a"]', "[[]]", '[["GET", "a"], null]', '[["GET", null]]'])(
  "the body %j is no batch",
  async (body) => {
    expect(await refusal("/pipeline", { method: "POST", body })).toEqual([400, expect.stringMatching(/^ERR /)]);
    expect(await refusal("/multi-exec", { method: "POST", body })).toEqual([400, expect.stringMatching(/^ERR /)]);
  },
);

test("null as an argument is refused as Upstash does", async () => {
  expect(await refusal("/", post(["SET", "a", null]))).toEqual([400, "ERR null args are not supported"]);
});

test.each(["/get/%", "/get/%ff", "//get/a", "/subscribe", "/psubscribe/"])(
  "the path %s is no command",
  async (path) => {
    expect(await refusal(path, { method: "GET" })).toEqual([400, expect.stringMatching(/^ERR /)]);
  },
);

test.each([
  "AUTH",
  "CLIENT",
  "DISCARD",
  "EXEC",
  "HELLO",
  "MONITOR",
  "MULTI",
  "QUIT",
  "RESET",
  "SELECT",
  "SUBSCRIBE",
  "UNWATCH",
  "WATCH",
])("%s needs a connection of its own, and is refused", async (name) => {
  const error = `ERR Command "${name}" is not allowed in REST or it has a special context path`;
  expect(await refusal("/", post([name.toLowerCase(), "0"]))).toEqual([400, error]);
});

test.each([
  ["BLPOP", ["BLPOP", "a", "0"]],
  ["BZMPOP", ["bzmpop", "0", "1", "a", "MIN"]],
  ["WAIT", ["WAIT", "1", "0"]],
  ["XREAD BLOCK", ["XREAD", "COUNT", "1", "block", "0", "STREAMS", "a", "$"]],
  ["XREADGROUP BLOCK", ["XREADGROUP", "GROUP", "g", "c", "BLOCK", "0", "STREAMS", "a", ">"]],
  ["CONFIG", ["CONFIG", "GET", "requirepass"]],
  ["DEBUG", ["DEBUG", "SLEEP", "10"]],
  ["SHUTDOWN", ["SHUTDOWN", "NOSAVE"]],
  ["SCRIPT DEBUG", ["SCRIPT", "debug", "YES"]],
])("%s would block others or is the operator's, and is refused", async (name, command) => {
  expect(await refusal("/", post(command))).toEqual([400, `ERR Command is not available: '${name}'`]);
});

test("a stream or group that is called BLOCK can be read", async () => {
  const group = ["XREADGROUP", "GROUP", "BLOCK", "c", "STREAMS", "BLOCK", ">"];
  expect(await refusal("/", post(group))).toEqual([400, expect.stringMatching(/^NOGROUP /)]);
  expect(await (await stack.request("/", post(["XREAD", "STREAMS", "BLOCK", "0"]))).json()).toEqual({ result: null });
});

test.each(["DELETE", "PATCH", "OPTIONS"])("the method %s is answered 405", async (method) => {
  expect(await refusal("/get/a", { method })).toEqual([405, "ERR method not allowed"]);
});

test("a response format or encoding that isn't supported is refused, not ignored", async () => {
  expect((await refusal("/ping", { headers: { "Upstash-Response-Format": "resp2" } }))[0]).toBe(400);
  expect((await refusal("/ping", { headers: { "Upstash-Encoding": "hex" } }))[0]).toBe(400);
});

test("a body above ten megabytes is 413, announced or not", async () => {
  const key = randomKey();
  const body = Buffer.alloc(10 * 1024 * 1024 + 1, "x");
  const error = "ERR max request size exceeded. Limit: 10485760 bytes, Actual: ";
  expect(await refusal(`/set/${key}`, { method: "POST", body })).toEqual([413, `${error}10485761 bytes`]);
  const stream = new Blob([body, body]).stream();
  const unannounced = { method: "POST", body: stream, duplex: "half" } as RequestInit;
  expect(await refusal(`/set/${key}`, unannounced)).toEqual([413, expect.stringContaining(error)]);
  expect(await stack.client().get(key)).toBeNull();
});

test("the rest of a too large body is skipped, keeping the connection", async () => {
  const { port } = new URL(stack.local.url);
  const head = `Host: a\r\nAuthorization: Bearer ${TOKEN}\r\n`;
  const chunk = `a00000\r\n${"x".repeat(0xa00000)}\r\n`;
  const socket = connect(Number(port), "127.0.0.1").setEncoding("latin1");
  onTestFinished(() => void socket.destroy());
  let answers = "";
  socket.on("data", (text) => {
    answers += text;
  });
  socket.write(`POST /set/a HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\n${chunk}${chunk}0\r\n\r\n`);
  await vi.waitFor(() => expect(answers).toMatch(/^HTTP\/1.1 413 /), 10_000);
  socket.write(`GET /ping HTTP/1.1\r\n${head}\r\n`);
  await vi.waitFor(() => expect(answers).toContain("PONG"), 10_000);
});

test("a caller that leaves during its body disturbs no other", async () => {
  const { port } = new URL(stack.local.url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.write(`POST / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${TOKEN}\r\nContent-Length: 100\r\n\r\n["SET"`);
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.destroy();
  expect(await stack.client().ping()).toBe("PONG");
});

test("a caller without the token is answered before its body is read", async () => {
  const { port } = new URL(stack.local.url);
  const socket = connect(Number(port), "127.0.0.1");
  socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
  const head = await new Promise((resolve) => socket.once("data", (chunk) => resolve(String(chunk))));
  socket.destroy();
  expect(head).toMatch(/^HTTP\/1.1 401 /);
});
