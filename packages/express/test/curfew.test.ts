import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createAuth, createKeyRing, generateKeySet } from "@curfew/auth";
import { memoryStore } from "@curfew/auth/stores/memory";
import express, { type Express } from "express";
import { afterEach, describe, expect, test } from "vitest";
import { type CurfewOptions, curfew } from "../src/index.ts";

const ORIGIN = "https://app.example";
const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** An app whose `/me` is protected, and what its tests need. */
async function place(options: Partial<CurfewOptions> = {}) {
  const auth = createAuth({ issuer: ORIGIN, keys: createKeyRing(await generateKeySet()), store: memoryStore() });
  const pair = await auth.issue(await auth.createSession("ann"));
  const app = express();
  app.set("env", "test");
  app.use(curfew({ auth, ...options }));
  app.all("/me", (request, response) => void response.json({ subject: request.auth?.subject ?? null }));
  const url = await listen(app);
  const call = async (headers: Record<string, string> = {}, method = "GET") => {
    const response = await fetch(`${url}/me`, { headers, method });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text };
  };
  return { auth, app, pair, call, bearer: { authorization: `Bearer ${pair.access.token}` } };
}

async function listen(app: Express): Promise<string> {
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  ends.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const ME = { status: 200, text: '{"subject":"ann"}' };

describe("a Bearer token", () => {
  test("passes until it is revoked, and is refused from then on", async () => {
    const { auth, pair, call, bearer } = await place();
    expect(await call(bearer)).toMatchObject(ME);
    const claims = await auth.verifySignature(pair.refresh.token);
    if (claims) await auth.revoke(claims);
    const { status, headers, text } = await call(bearer);
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
    expect(text).toContain("The session has ended.");
  });

  test.each([
    ["none", {}, "Bearer"],
    ["nonsense", { authorization: "Bearer x.y.z" }, 'Bearer error="invalid_token"'],
  ])("is required: %s is 401", async (_, headers, challenge) => {
    const { call } = await place();
    const response = await call(headers as Record<string, string>);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe(challenge);
  });

  test("is no refresh token", async () => {
    const { call, pair } = await place();
    expect((await call({ authorization: `Bearer ${pair.refresh.token}` })).status).toBe(401);
  });

  test("can't be checked without the store: 503, and never a pass", async () => {
    const { auth, call, bearer } = await place();
    await auth.close();
    const { status, headers } = await call(bearer);
    expect(status).toBe(503);
    expect(headers.get("retry-after")).toBe("2");
  });
});

describe("options", () => {
  test("A request without a token passes where none is required, one with a bad token doesn't", async () => {
    const { call, bearer } = await place({ credentialsRequired: false });
    expect(await call()).toMatchObject({ status: 200, text: '{"subject":null}' });
    expect(await call(bearer)).toMatchObject(ME);
    expect((await call({ authorization: "Bearer x" })).status).toBe(401);
  });

  test("getToken takes the token from where it says", async () => {
    const { call, pair } = await place({ getToken: (request) => request.get("x-token") });
    expect(await call({ "x-token": pair.access.token })).toMatchObject(ME);
    expect((await call({ authorization: `Bearer ${pair.access.token}` })).status).toBe(401);
  });

  test("requestProperty names the property of the claims", async () => {
    const { app, bearer, auth } = await place();
    const own = express();
    own.use(curfew({ auth, requestProperty: "user" }));
    own.get(
      "/",
      (request, response) => void response.send((request as never as { user: { subject: string } }).user.subject),
    );
    const url = await listen(own);
    expect(app).toBeDefined();
    expect(await (await fetch(url, { headers: bearer })).text()).toBe("ann");
  });
});

describe("cookies", () => {
  const cookie = (token: string) => `__Host-access_token=${token}`;

  test("count only where the app's origin is given", async () => {
    const without = await place();
    expect((await without.call({ cookie: cookie(without.pair.access.token) })).status).toBe(401);
    const { call, pair } = await place({ appOrigin: ORIGIN });
    expect(await call({ cookie: cookie(pair.access.token) })).toMatchObject(ME);
  });

  test.each([
    ["another origin", { origin: "https://evil.example" }, 403],
    ["null", { origin: "null" }, 403],
    ["no origin at all", {}, 403],
    ["another site", { "sec-fetch-site": "cross-site" }, 403],
    ["the app's own", { origin: ORIGIN }, 200],
  ])("of %s change something only from the app's origin", async (_, headers, status) => {
    const { call, pair } = await place({ appOrigin: ORIGIN });
    const sent = { ...(headers as Record<string, string>), cookie: cookie(pair.access.token) };
    expect((await call(sent, "POST")).status).toBe(status);
    expect((await call(sent, "GET")).status).toBe(200);
  });

  test("are ignored beside a Bearer header", async () => {
    const { call, pair } = await place({ appOrigin: ORIGIN });
    expect((await call({ authorization: "Bearer x", cookie: cookie(pair.access.token) })).status).toBe(401);
  });
});

test("A CORS preflight passes without a token", async () => {
  const { call } = await place();
  expect(
    (await call({ origin: "https://other.example", "access-control-request-method": "GET" }, "OPTIONS")).status,
  ).toBe(200);
  expect((await call({}, "OPTIONS")).status).toBe(401);
});
