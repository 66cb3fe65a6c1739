import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRedis } from "@curfew/testing/redis-server";
import { context, propagation, trace } from "@opentelemetry/api";
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-node";
import { afterAll, expect, onTestFinished, test, vi } from "vitest";
import { startProcess, takeTime } from "../support/process.ts";
import { newPerson, PATIENCE, startService } from "./support.ts";

takeTime();

/** What an operator has who starts the app with an SDK. */
const exporter = new InMemorySpanExporter();
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
afterAll(() => {
  for (const api of [trace, context, propagation]) api.disable();
  // Those that have seen the SDK keep it.
  vi.resetModules();
});

/** The spans of one test. */
function startCollecting() {
  exporter.reset();
  const spans = () => exporter.getFinishedSpans();
  return {
    spans,
    /** The spans of one request, each by the names on the way from the request to it. */
    async ways(request: string): Promise<string[]> {
      await expect.poll(() => spans().some(({ name }) => name === request), PATIENCE).toBe(true);
      const root = spans().findLast(({ name }) => name === request);
      const own = spans().filter((span) => span.spanContext().traceId === root?.spanContext().traceId);
      return own.map((span) => wayTo(span, own).join(" > ")).sort();
    },
  };
}

function wayTo(span: ReadableSpan, all: readonly ReadableSpan[]): string[] {
  const parent = all.find((each) => each.spanContext().spanId === span.parentSpanContext?.spanId);
  return [...(parent === undefined ? [] : wayTo(parent, all)), span.name];
}

const ME = "GET /api/trpc/account.me";
const REFRESH = "POST /api/trpc/auth.refresh";

test("Request, verification and question are nested spans", async () => {
  const { ways, spans } = startCollecting();
  const { call, tokens } = await startService();
  const { accessToken: token, refreshToken } = await tokens();
  await call("account.me", { token });
  expect(await ways(ME)).toEqual([ME, `${ME} > verify`, `${ME} > verify > blacklist read`]);
  await call("auth.refresh", { input: { refreshToken } });
  expect(await ways(REFRESH)).toEqual([
    REFRESH,
    `${REFRESH} > rotate`,
    // That the refresh was answered is noted when everything else is done.
    `${REFRESH} > rotate > blacklist exchange`,
    `${REFRESH} > rotate > blacklist exchange`,
    `${REFRESH} > rotate > blacklist read`,
  ]);
  const request = spans().find(({ name }) => name === ME);
  expect(request?.attributes).toEqual({
    ...{ "http.request.method": "GET", "http.route": "/api/trpc/account.me", "http.response.status_code": 200 },
  });
});

test("A forged token's span ends at its verification, with the reason", async () => {
  const { ways, spans } = startCollecting();
  const { call } = await startService();
  await call("account.me", { token: "not.a.token" });
  expect(await ways(ME)).toEqual([ME, `${ME} > verify`]);
  expect(spans().find(({ name }) => name === "verify")?.attributes).toEqual({ "curfew.outcome": "token_invalid" });
});

test("A store outage shows as an error, without a library's text", async () => {
  const { ways, spans } = startCollecting();
  const { call } = await startService({ REDIS_URL: "redis://:canary@127.0.0.1:1" });
  await call("auth.signup", { input: { ...newPerson(), name: "Ann" } });
  const signUp = "POST /api/trpc/auth.signup";
  expect((await ways(signUp)).length).toBeGreaterThan(1);
  const question = spans().find(({ name }) => name === "blacklist read_primary");
  expect(question?.status).toEqual({ code: 2 });
  expect(question?.attributes).toEqual({ "curfew.driver": "redis", "error.type": "StoreError" });
  expect(question?.events).toEqual([]);
  expect(spans().find(({ name }) => name === signUp)?.status).toEqual({ code: 2 });
});

test("No span has a secret, an id, an address or made-up path", async () => {
  const { spans } = startCollecting();
  const redis = await startRedis({ config: { requirepass: "canary" } });
  onTestFinished(() => redis.stop());
  const { call, tokens, origin, requests } = await startService({ REDIS_URL: redis.url.replace("//", "//:canary@") });
  const person = newPerson();
  const { accessToken: token, refreshToken } = await tokens(person);
  const { sub, sid, jti } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  await call("account.me", { token, headers: { cookie: "access_token=canary" } });
  await call("auth.refresh", { input: { refreshToken } });
  await call("canary.canary");
  await fetch(`${origin}/canary?canary`, { headers: { traceparent: `00-${"ca".repeat(16)}-${"fe".repeat(8)}-01` } });
  await call("auth.logout", { input: null, token });
  await requests(7);
  const told = JSON.stringify(
    spans().map(({ name, attributes, events, status, links }) => [name, attributes, events, status, links]),
  );
  const secrets = [token, refreshToken, person.email, person.password, sub, sid, jti, "canary"];
  for (const secret of secrets) expect(told).not.toContain(secret);
  expect(told).toContain("/api/trpc/auth.logout");
  expect(spans().some((span) => span.spanContext().traceId === "ca".repeat(16))).toBe(false);
});

test.for([
  ["from a client itself starts a trace of its own", "0", false],
  ["from a trusted proxy goes on with the proxy's", "1", true],
] as const)("A request that names a trace, and comes %s", async ([, hops, goesOn]) => {
  const { ways, spans } = startCollecting();
  const { call, lines } = await startService({ TRUSTED_PROXY_HOPS: hops });
  const traceId = "0123456789abcdef0123456789abcdef";
  await call("account.me", { headers: { traceparent: `00-${traceId}-0123456789abcdef-01` } });
  await ways(ME);
  const seen = spans()
    .find(({ name }) => name === ME)
    ?.spanContext().traceId;
  expect(seen === traceId).toBe(goesOn);
  // So that whoever reads the line finds the trace.
  await expect.poll(() => lines().find(({ event }) => event === "request")?.traceId, PATIENCE).toBe(seen);
});

test("Questions for all open streams belong to no request's span", async () => {
  const { spans } = startCollecting();
  const { tokens, origin } = await startService();
  const { accessToken } = await tokens();
  const leaving = new AbortController();
  const headers = { authorization: `Bearer ${accessToken}`, accept: "text/event-stream" };
  await fetch(`${origin}/api/trpc/sessions.watch`, { headers, signal: leaving.signal });
  const alone = () => spans().filter(({ name, parentSpanContext }) => name === "blacklist read" && !parentSpanContext);
  await expect.poll(() => alone().length, PATIENCE).toBeGreaterThan(0);
  leaving.abort();
});

test("An SDK that is loaded before the app is given its spans", async () => {
  const folder = await mkdtemp(join(tmpdir(), "curfew-tracing-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const NODE_OPTIONS = `--import ${new URL("sdk.ts", import.meta.url).pathname}`;
  const app = await startProcess({ APP_ORIGIN: "http://localhost:3000", DATA_DIR: folder, NODE_OPTIONS });
  onTestFinished(() => app.kill());
  await fetch(`${app.address}/api/trpc/account.me`, { headers: { authorization: "Bearer no.such.token" } });
  await expect.poll(app.log, PATIENCE).toContain(`name: '${ME}'`);
  expect(app.log()).toContain("name: 'verify'");
});
