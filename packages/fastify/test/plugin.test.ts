import { createTestAuth } from "@curfew/auth/testing";
import { fastify, type InjectOptions } from "fastify";
import { describe, expect, test } from "vitest";
import { type CurfewFastifyOptions, curfew, publicRoutesOf } from "../src/index.ts";

const ORIGIN = "https://app.example";

async function place(options: Partial<CurfewFastifyOptions> = {}) {
  const { auth, login } = await createTestAuth();
  const app = fastify();
  await app.register(curfew, { auth, ...options });
  app.route({
    method: ["GET", "POST"],
    url: "/me",
    handler: async (request) => ({ subject: request.user?.subject ?? null }),
  });
  app.post("/login", { config: { public: true } }, async (request) => ({ subject: request.user?.subject ?? null }));
  const pair = await login("ann");
  const call = (headers: InjectOptions["headers"] = {}, method: "GET" | "POST" | "OPTIONS" = "GET", url = "/me") =>
    app.inject({ url, method, headers });
  return { auth, app, pair, call, bearer: { authorization: `Bearer ${pair.access.token}` } };
}

describe("a protected route", () => {
  test("lets a live token pass, and a revoked one no more", async () => {
    const { auth, pair, call, bearer } = await place();
    expect((await call(bearer)).json()).toEqual({ subject: "ann" });
    const claims = await auth.verifySignature(pair.access.token);
    if (claims) await auth.revoke(claims);
    const refused = await call(bearer);
    expect([refused.statusCode, refused.headers["www-authenticate"]]).toEqual([401, 'Bearer error="invalid_token"']);
    expect(refused.json()).toMatchObject({ code: "token_revoked", message: "The session has ended." });
  });

  test("is every route but those that say public, also ones in a plugin of their own", async () => {
    const { app, call } = await place();
    app.register(async (inner) => {
      inner.get("/inner", async () => "in");
    });
    expect((await call()).statusCode).toBe(401);
    expect((await call({}, "GET", "/inner")).statusCode).toBe(401);
    expect((await call({}, "GET", "/nowhere")).statusCode).toBe(401);
    expect((await call({}, "POST", "/login")).statusCode).toBe(200);
  });

  test("is 503 where the blacklist can't be asked", async () => {
    const { auth, call, bearer } = await place();
    await auth.close();
    const answer = await call(bearer);
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "2"]);
  });

  test("takes the token from where getToken says", async () => {
    const { call, pair } = await place({ getToken: (request) => request.headers["x-token"] as string });
    expect((await call({ "x-token": pair.access.token })).statusCode).toBe(200);
    expect((await call({})).statusCode).toBe(401);
  });
});

test("A public route knows who calls, and refuses a bad token", async () => {
  const { call, bearer } = await place();
  expect((await call(bearer, "POST", "/login")).json()).toEqual({ subject: "ann" });
  expect((await call({ authorization: "Bearer x" }, "POST", "/login")).statusCode).toBe(401);
});

test("Cookies change something only from the app's own origin", async () => {
  const { call, pair } = await place({ appOrigin: ORIGIN });
  const cookie = `__Host-access_token=${pair.access.token}`;
  expect((await call({ cookie })).statusCode).toBe(200);
  expect((await call({ cookie, origin: ORIGIN }, "POST")).statusCode).toBe(200);
  expect((await call({ cookie, origin: "https://evil.example" }, "POST")).statusCode).toBe(403);
  expect((await call({ cookie }, "POST")).statusCode).toBe(403);
});

test("A CORS preflight passes to the routes", async () => {
  const { call } = await place();
  const preflight = { origin: "https://other.example", "access-control-request-method": "GET" };
  expect((await call(preflight, "OPTIONS")).statusCode).toBe(404);
  expect((await call({}, "OPTIONS")).statusCode).toBe(401);
});

test("The public routes can be listed", async () => {
  const { app } = await place();
  app.get("/health", { config: { public: true } }, async () => "");
  await app.ready();
  expect(publicRoutesOf(app)).toEqual(["GET /health", "POST /login"]);
});
