import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { startRedis } from "@curfew/testing/redis-server";
import { expect, onTestFinished, test, vi } from "vitest";
import { newPerson, ORIGIN, PATIENCE, startService } from "./support.ts";

const FORGED = `${Buffer.from('{"alg":"ES256","typ":"at+jwt"}').toString("base64url")}.e30.AAAA`;

function claimsOf(token: string) {
  const text = Buffer.from(token.split(".")[1] ?? "", "base64url").toString();
  return JSON.parse(text) as { sub: string; sid: string };
}

/** Something that accepts connections and never says a word. */
async function startSilence(): Promise<number> {
  const server = createServer(() => {});
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test("Every request leaves one line: what, by whom, result and time", async () => {
  const { call, tokens, requests } = await startService();
  const { accessToken } = await tokens();
  const { sub, sid } = claimsOf(accessToken);
  await call("account.me", { token: accessToken });
  await call("account.me", { token: FORGED });
  const [signUp, logIn, answered, refused] = await requests(4);
  expect([signUp?.route, logIn?.route]).toEqual(["/api/trpc/auth.signup", "/api/trpc/auth.token"]);
  expect(answered).toEqual({
    ...{ level: "info", time: expect.stringMatching(/Z$/), pid: process.pid, event: "request" },
    ...{ requestId: expect.any(String), method: "GET", route: "/api/trpc/account.me", address: expect.any(String) },
    ...{ userId: sub, sessionId: sid },
    ...{ status: 200, blacklistQuestions: 1, blacklistMs: expect.any(Number), durationMs: expect.any(Number) },
  });
  expect(refused).toMatchObject({ status: 401, reasons: "token_invalid" });
  for (const name of ["blacklistQuestions", "userId", "sessionId"]) expect(refused).not.toHaveProperty(name);
  expect(logIn).toMatchObject({ userId: sub, sessionId: sid });
});

test("A line names the session, even if ended or refused", async () => {
  const { call, tokens, lines, requests } = await startService();
  const { accessToken: token, refreshToken } = await tokens();
  const whose = { userId: claimsOf(token).sub, sessionId: claimsOf(token).sid };
  await call("auth.refresh", { input: { refreshToken } });
  await call("auth.logout", { input: null, token });
  await call("account.me", { token });
  await call("auth.refresh", { input: { refreshToken } });
  const told = (await requests(6)).slice(2);
  for (const line of told) expect(line).toMatchObject(whose);
  expect(told.map(({ reasons }) => reasons)).toEqual([undefined, undefined, "token_revoked", "token_revoked"]);
  for (const line of lines()) expect(line).not.toHaveProperty("jti");
});

test("A request's line has its id, user and the right level", async () => {
  const redis = await startRedis({ appendonly: true });
  onTestFinished(() => redis.stop());
  const { app, call, tokens, lines, requests } = await startService({ REDIS_URL: redis.url });
  const { accessToken: token } = await tokens();
  vi.spyOn(app.database.users, "byId").mockRejectedValue(new Error("canary"));
  const broken = await call("account.me", { token });
  await redis.kill();
  const away = await call("account.me", { token });
  expect([broken.status, away.status]).toEqual([500, 503]);
  const told = (await requests(4)).slice(2);
  expect(told.map(({ level }) => level)).toEqual(["error", "warn"]);
  const failed = lines().find(({ event }) => event === "call_failed");
  const { requestId, userId } = told[0] ?? {};
  expect(failed).toMatchObject({ level: "error", requestId, userId, sessionId: claimsOf(token).sid });
  expect(requestId).toBe(broken.headers.get("x-request-id"));
});

test("A line of a batch names its calls, and each reason once", async () => {
  const { call, requests } = await startService();
  await call("account.me,sessions.list,account.me?batch=1");
  expect(await requests(1)).toMatchObject([
    {
      ...{ route: "/api/trpc/*", status: 401, reasons: "token_missing" },
      calls: "account.me,sessions.list,account.me",
    },
  ]);
});

test("A line names the route, and nothing from the client", async () => {
  const { origin, call, requests, log, send } = await startService();
  await call(`canary.${FORGED}`);
  for (const path of ["/canary", "/login?next=canary", "/_next/static/canary.js", "/login/canary", "/icon.svg"]) {
    await fetch(origin + path, {
      headers: { "user-agent": "canary", referer: "http://canary/", "x-request-id": "canary-x" },
    });
  }
  await send("GET //canary HTTP/1.1\r\nHost: canary\r\nConnection: close\r\n\r\n");
  const routes = (await requests(7)).map(({ route }) => route);
  expect(routes).toEqual(["/api/trpc/*", "other", "/login", "/_next/static/*", "other", "/icon.svg", "invalid"]);
  expect(log.join()).not.toContain("canary");
});

test("Health checks and readings of the figures leave no line", async () => {
  const { origin, requests } = await startService();
  for (const path of ["/healthz", "/readyz", "/metrics", "/login"]) await fetch(origin + path);
  expect(await requests(1)).toMatchObject([{ route: "/login" }]);
});

test("A client that leaves early is logged as such", async () => {
  const { tokens, port, requests } = await startService();
  const { accessToken } = await tokens();
  const stream = connect(port, "localhost");
  const head = `GET /api/trpc/sessions.watch HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${accessToken}\r\n`;
  stream.write(`${head}Accept: text/event-stream\r\n\r\n`);
  await once(stream, "data");
  stream.destroy();
  const line = (await requests(3)).at(-1);
  expect(line).toMatchObject({ route: "/api/trpc/sessions.watch", status: 200, aborted: true });
});

test("An answer carries its unique request id", async () => {
  const { call, requests } = await startService();
  const ids = [await call("account.me"), await call("account.me")].map(({ headers }) => headers.get("x-request-id"));
  expect((await requests(2)).map(({ requestId }) => requestId)).toEqual(ids);
  expect(new Set(ids).size).toBe(2);
});

test.for([
  ["from a client itself", "0", "a-name-of-its-own", false],
  ["from a trusted proxy", "1", "a-name-of-its-own", true],
  ["from a trusted proxy, but like a token", "1", FORGED, false],
  ["from a trusted proxy, but long", "1", "a".repeat(65), false],
  ["from a trusted proxy, but with more in it", "1", "name name", false],
] as const)("A request that comes with a name, %s", async ([, hops, given, isTaken]) => {
  const { call } = await startService({ TRUSTED_PROXY_HOPS: hops });
  const answer = await call("account.me", { headers: { "x-request-id": given } });
  expect(answer.headers.get("x-request-id") === given).toBe(isTaken);
  expect(answer.headers.get("x-request-id")).toMatch(/^[\w-]{8,64}$/);
});

test("An answer shows its blacklist questions: one per batch, none if forged", async () => {
  const { call, tokens } = await startService();
  const { accessToken: token } = await tokens();
  const timing = async (procedure: string, options = {}) => {
    return (await call(procedure, { token, ...options })).headers.get("server-timing");
  };
  expect(await timing("account.me")).toMatch(/^blacklist;dur=\d+(\.\d+)?;desc="1 question"$/);
  expect(await timing("account.me,account.me,sessions.list?batch=1")).toMatch(/;desc="1 question"$/);
  expect(await timing("account.me", { token: FORGED })).toBeNull();
  expect(await timing("sessions.revokeAll", { input: null })).toMatch(/;desc="\d questions"$/);
});

test("An answer that rests on kept revocations shows how old they are", async () => {
  const { call, tokens } = await startService({ BLACKLIST_MAX_STALENESS_MS: "60000" });
  const { accessToken: token } = await tokens();
  const timing = async (procedure: string) => (await call(procedure, { token })).headers.get("server-timing") ?? "";
  const age = (text: string) => Number(/;desc="0 questions, revocations (\d+) ms old"$/.exec(text)?.[1]);
  await expect.poll(async () => age(await timing("account.me")), PATIENCE).toBeGreaterThan(0);
  const first = age(await timing("account.me"));
  await sleep(20);
  expect(age(await timing("account.me"))).toBeGreaterThanOrEqual(first + 19);
  expect(await timing("sessions.list")).toMatch(/;desc="1 question"$/);
});

test("An unanswered question counts for as long as it took", async () => {
  const { call, requests } = await startService({
    REDIS_URL: `redis://127.0.0.1:${await startSilence()}`,
    BLACKLIST_TIMEOUT_MS: "300",
  });
  const answer = await call("auth.signup", { input: { ...newPerson(), name: "Ann" } });
  expect(answer.status).toBe(503);
  const [, milliseconds] = /^blacklist;dur=([\d.]+);/.exec(answer.headers.get("server-timing") ?? "") ?? [];
  expect(Number(milliseconds)).toBeGreaterThan(250);
  const [line] = await requests(1);
  expect(line).toMatchObject({ status: 503, reasons: "blacklist_unavailable" });
  expect(line?.cause).toMatch(/^Unavailable: the blacklist is unavailable < StoreError: /);
});

test("During an outage each request has one line with its cause", async () => {
  const { call, lines, log } = await startService({
    DATABASE_URL: "postgres://curfew:canary@127.0.0.1:1/curfew",
    APP_ORIGIN: ORIGIN,
  });
  const { status } = await call("auth.revoke", { input: { token: "no token" } });
  await call("auth.signup", { input: { ...newPerson(), name: "Ann" } });
  expect(status).toBe(200);
  await expect.poll(() => lines().length, PATIENCE).toBeGreaterThanOrEqual(2);
  const failed = lines().find(({ status }) => status === 503);
  expect(failed).toMatchObject({ reasons: "database_unavailable", cause: expect.stringContaining("ECONNREFUSED") });
  expect(log.join()).not.toMatch(/canary|127\.0\.0\.1:1/);
});
