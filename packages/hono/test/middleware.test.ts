import { createTestAuth } from "@curfew/auth/testing";
import { Hono } from "hono";
import { bearerAuth } from "hono/bearer-auth";
import { describe, expect, test } from "vitest";
import { type CurfewHonoOptions, type CurfewVariables, curfew, verifyToken } from "../src/index.ts";

const ORIGIN = "https://app.example";

async function place(options: Partial<CurfewHonoOptions> = {}) {
  const { auth, login } = await createTestAuth();
  const app = new Hono<{ Variables: CurfewVariables }>();
  app.post("/login", (c) => c.text("open"));
  app.use(curfew({ auth, ...options }));
  app.all("/me", (c) => c.text(c.get("jwtPayload")?.subject ?? "nobody"));
  const pair = await login("ann");
  const call = (headers: Record<string, string> = {}, method = "GET", path = "/me") =>
    app.request(path, { headers, method });
  return { auth, pair, call, bearer: { authorization: `Bearer ${pair.access.token}` } };
}

describe("a route behind the middleware", () => {
  test("lets a live token pass, and a revoked one no more", async () => {
    const { auth, pair, call, bearer } = await place();
    expect(await (await call(bearer)).text()).toBe("ann");
    const claims = await auth.verifySignature(pair.refresh.token);
    if (claims) await auth.revoke(claims);
    const refused = await call(bearer);
    expect(refused.status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
    expect(await refused.json()).toEqual({ code: "token_revoked", message: "The session has ended." });
  });

  test("needs a token, unless none is required", async () => {
    const { call } = await place();
    expect((await call()).headers.get("www-authenticate")).toBe("Bearer");
    expect((await call({}, "POST", "/login")).status).toBe(200);
    const open = await place({ credentialsRequired: false });
    expect(await (await open.call()).text()).toBe("nobody");
    expect((await open.call({ authorization: "Bearer x" })).status).toBe(401);
  });

  test("is 503 where the blacklist can't be asked", async () => {
    const { auth, call, bearer } = await place();
    await auth.close();
    const answer = await call(bearer);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
  });

  test("accepts cookies for a change only from the app's own origin", async () => {
    const { call, pair } = await place({ appOrigin: ORIGIN });
    const cookie = `__Host-access_token=${pair.access.token}`;
    expect((await call({ cookie })).status).toBe(200);
    expect((await call({ cookie, origin: ORIGIN }, "POST")).status).toBe(200);
    expect((await call({ cookie, origin: "https://evil.example" }, "POST")).status).toBe(403);
    expect((await call({ cookie }, "POST")).status).toBe(403);
  });

  test("takes the token from where getToken says", async () => {
    const { call, pair } = await place({ getToken: (c) => c.req.query("token") });
    expect((await call({}, "GET", `/me?token=${pair.access.token}`)).status).toBe(200);
    expect((await call({})).status).toBe(401);
  });

  test("lets a CORS preflight pass", async () => {
    const { call } = await place();
    expect((await call({ "access-control-request-method": "GET" }, "OPTIONS")).status).toBe(200);
    expect((await call({}, "OPTIONS")).status).toBe(401);
  });
});

test("The auth is made once, of the first request's bindings", async () => {
  const { auth, login } = await createTestAuth();
  const seen: unknown[] = [];
  const app = new Hono<{ Bindings: { readonly URL: string } }>();
  const made = (context: { readonly env: unknown }) => {
    seen.push(context.env);
    return auth;
  };
  app.use(curfew({ auth: made }));
  app.get("/", (c) => c.text("in"));
  const headers = { authorization: `Bearer ${(await login("ann")).access.token}` };
  for (const _ of [1, 2]) expect((await app.request("/", { headers }, { URL: "u" })).status).toBe(200);
  expect(seen).toEqual([{ URL: "u" }]);
});

test("Hono's bearer-auth refuses a revoked token", async () => {
  const { auth, login } = await createTestAuth();
  const app = new Hono();
  app.use(bearerAuth({ verifyToken: verifyToken(auth) }));
  app.get("/", (c) => c.text("in"));
  const { access } = await login("ann");
  const call = () => app.request("/", { headers: { authorization: `Bearer ${access.token}` } });
  expect((await call()).status).toBe(200);
  const claims = await auth.verifySignature(access.token);
  if (claims) await auth.revoke(claims);
  expect((await call()).status).toBe(401);
});
