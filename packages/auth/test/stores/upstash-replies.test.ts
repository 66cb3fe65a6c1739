import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { inTime } from "@curfew/testing/in-time";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { DiagnosableStore } from "../../src/stores/diagnostics.ts";
import { openUpstashStore } from "../../src/stores/upstash.ts";
import { CALLS, CANARY, callOf, expectUnknown } from "./calls.ts";
import { type FakeHttp, fakeHttp } from "./network/http.ts";
import { GOOD, SHAPES } from "./network/shapes.ts";

// Real servers and processes take their time on a busy machine; what must be quick is measured by itself.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** For servers that answer at once. */
const TIMEOUT_MS = 10_000;
/** For those that never do. */
const SHORT_MS = 200;

function connect({ url }: FakeHttp, timeoutMs = TIMEOUT_MS): DiagnosableStore {
  const store = openUpstashStore({ url, token: `token-${CANARY}`, timeoutMs, logRetentionMs: 1_000 });
  onTestFinished(() => store.close());
  return store;
}

function answering(status: number, body: string): Promise<FakeHttp> {
  return fakeHttp((response) => response.writeHead(status, { "content-type": "application/json" }).end(body));
}

async function expectOneRequest(server: FakeHttp): Promise<void> {
  await sleep(5);
  expect(server.requests()).toEqual(["/"]);
}

function good(name: string): string {
  return JSON.stringify({ result: GOOD[name] });
}

const FRACTIONS = [
  ["put", "a fraction for the revision", [1.5, [null, "x"]]],
  ["readPrimary", "a fraction for the time", [1.5, [null, "x"]]],
] as const;

const HTML = `<!DOCTYPE html><html><body>${CANARY}</body></html>`;

const ANSWERS: readonly (readonly [string, number, string])[] = [
  ["401", 401, '{"error":"Unauthorized"}'],
  ["401 in words", 401, "Unauthorized"],
  ["403 with HTML", 403, HTML],
  ["400 with an error", 400, JSON.stringify({ error: `ERR syntax error near ${CANARY}` })],
  ["404 with HTML", 404, HTML],
  ["429", 429, '{"error":"ERR max requests limit exceeded"}'],
  ["500 with HTML", 500, HTML],
  ["500 with JSON", 500, '{"error":"internal"}'],
  ["502 without a word", 502, ""],
  ["200 with HTML", 200, HTML],
  ["200 without a word", 200, ""],
  ["200 with half a JSON", 200, '{"result":["x",'],
  ["null", 200, "null"],
  ["true", 200, "true"],
  ["a number", 200, "1"],
  ["a string", 200, '"OK"'],
  ["{}", 200, "{}"],
  ["[]", 200, "[]"],
  ["[null]", 200, "[null]"],
  ["[{}]", 200, "[{}]"],
  ["three times null", 200, "[null,null,null]"],
  ["three times {}", 200, "[{},{},{}]"],
  ["a null result", 200, '{"result":null}'],
  ["an OK result", 200, '{"result":"OK"}'],
  ["a number for result", 200, '{"result":2}'],
  ["an object for result", 200, '{"result":{"0":"x","1":null,"length":2}}'],
  ["an empty result", 200, '{"result":[]}'],
  ["one value too few", 200, '{"result":["x"]}'],
  ["one value too many", 200, '{"result":["x",null,null]}'],
  ["a number for a value", 200, '{"result":["x",1]}'],
  ["an object for a value", 200, '{"result":["x",{}]}'],
  ["false for a value", 200, '{"result":["x",false]}'],
  ["an error beside a result", 200, '{"result":["x",null],"error":"ERR but no"}'],
  ["an error", 200, JSON.stringify({ error: `LOADING ${CANARY}` })],
  ["an error for each command", 200, JSON.stringify(Array(4).fill({ error: `WRONGTYPE ${CANARY}` }))],
  ["the answer of a whole other kind", 200, '[{"result":"OK"},{"result":"OK"},{"result":"OK"}]'],
];

describe("an answer that is not exactly the expected one is unknown, and not asked again", () => {
  test.each(ANSWERS.flatMap(([what, status, body]) => CALLS.map(([name]) => [what, name, status, body] as const)))(
    "%s to a %s",
    async (_, name, status, body) => {
      const server = await answering(status, body);
      await expectUnknown(callOf(name)(connect(server)), TIMEOUT_MS);
      await expectOneRequest(server);
    },
  );
});

describe("a result out of shape is unknown, and not asked again", () => {
  test.each([...SHAPES, ...FRACTIONS])("to a %s: %s", async (name, _, result) => {
    const server = await answering(200, JSON.stringify({ result }));
    await expectUnknown(callOf(name)(connect(server)), TIMEOUT_MS);
    await expectOneRequest(server);
  });

  test.each(CALLS)("the fake's answer in good shape to a %s is taken", async (name, call) => {
    await expect(call(connect(await answering(200, good(name))))).resolves.toBeDefined();
  });

  test.each(
    [400, 401, 404, 429, 500, 503].flatMap((status) => CALLS.map(([name, call]) => [status, name, call] as const)),
  )("in good shape, but with the status %i to a %s", async (status, name, call) => {
    const server = await answering(status, good(name));
    await expectUnknown(call(connect(server)), TIMEOUT_MS);
    await expectOneRequest(server);
  });
});

const SICK: readonly (readonly [string, (response: ServerResponse) => void])[] = [
  ["no answer", () => {}],
  ["headers and then nothing", (response) => response.writeHead(200).flushHeaders()],
  ["half a body and then nothing", (response) => response.writeHead(200).write('{"result":["x"')],
  [
    "a body cut off",
    (response) => {
      response.writeHead(200, { "content-length": "500" }).write('{"result":["x",null]}');
      setTimeout(() => response.destroy(), 20);
    },
  ],
  ["a body that never ends", (response) => drip(response)],
  [
    "a body that isn't what its encoding says",
    (response) => response.writeHead(200, { "content-encoding": "gzip" }).end('{"result":["x",null]}'),
  ],
];

function drip(response: ServerResponse): void {
  response.writeHead(200);
  const timer = setInterval(() => response.write(" "), 20);
  response.on("close", () => clearInterval(timer));
}

describe("an answer that does not arrive whole in time is unknown, and not asked again", () => {
  test.each(SICK.flatMap(([what, answer]) => CALLS.map(([name, call]) => [what, name, call, answer] as const)))(
    "%s to a %s",
    async (_what, _name, call, answer) => {
      const server = await fakeHttp(answer);
      await expectUnknown(call(connect(server, SHORT_MS)), SHORT_MS);
      await expectOneRequest(server);
    },
  );
});

test("an abandoned answer isn't awaited by the connection either", async () => {
  const { promise: hungUp, resolve } = Promise.withResolvers<void>();
  const server = await fakeHttp((response) => void response.on("close", resolve));
  await expectUnknown(callOf("read")(connect(server, SHORT_MS)), SHORT_MS);
  await inTime(1_000, hungUp);
});

test("an error is told by its code", async () => {
  const store = connect(await answering(200, JSON.stringify({ error: `LOADING ${CANARY}` })));
  await expect(store.read(["a", "b"])).rejects.toThrow("The upstash store failed: LOADING");
});

test("a probe that the store didn't keep is unknown, not lag", async () => {
  const replies = ["# Server\r\n", null, [null]];
  const store = connect(await fakeHttp((response) => response.end(JSON.stringify({ result: replies.shift() }))));
  await expectUnknown(store.diagnose(), TIMEOUT_MS);
});

test("a call carries the token, and nothing that tells of this machine", async () => {
  const headers: Record<string, unknown>[] = [];
  const server = await fakeHttp((response, request) => {
    headers.push(request.headers);
    response.end(good("read"));
  });
  await callOf("read")(connect(server));
  expect(headers[0]?.authorization).toBe(`Bearer token-${CANARY}`);
  expect(Object.keys(headers[0] ?? {}).filter((name) => name.includes("telemetry"))).toEqual([]);
});

test("a closed store asks for no advice and no size either", async () => {
  const server = await answering(200, '{"result":1}');
  const store = connect(server);
  await store.close();
  await expectUnknown(store.diagnose(), TIMEOUT_MS);
  await expectUnknown(store.size(), TIMEOUT_MS);
  expect(server.requests()).toEqual([]);
});

describe("bad options are refused at construction, without a word of the URL or the token", () => {
  test.each([
    ["no URL", "", "token"],
    ["no host", "https://", "token"],
    ["a host of one letter, which the client can't take", "https://h", "token"],
    ["a host in capitals after a tab", `https://\t${CANARY}`, "token"],
    ["another scheme", `redis://${CANARY}`, "token"],
    ["a user", `https://${CANARY}@host`, "token"],
    ["a password", `https://:${CANARY}@host`, "token"],
    ["a query", `https://host?_token=${CANARY}`, "token"],
    ["a fragment", `https://host#${CANARY}`, "token"],
    ["space around the URL", " https://host", "token"],
    ["space behind the URL", "https://host ", "token"],
    ["a space in the path", `https://host/a ${CANARY}`, "token"],
    ["a host that is none", `https://[${CANARY}`, "token"],
    ["no token", "https://host", ""],
    ["a space in the token", "https://host", `${CANARY} `],
    ["a line end in the token", "https://host", `${CANARY}\r\nx: y`],
  ])("%s", (_, url, token) => {
    const open = () => openUpstashStore({ url, token, timeoutMs: 1, logRetentionMs: 1 });
    expect(open).toThrow(RangeError);
    expect(open).not.toThrow(CANARY);
  });

  test.each([0, -1, 0.5, Number.NaN, 2 ** 53])("a deadline or a retention of %s", (bad) => {
    const base = { url: "https://host", token: "token" };
    expect(() => openUpstashStore({ ...base, timeoutMs: bad, logRetentionMs: 1 })).toThrow(RangeError);
    expect(() => openUpstashStore({ ...base, timeoutMs: 1, logRetentionMs: bad })).toThrow(RangeError);
  });
});
