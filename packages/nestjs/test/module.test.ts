import type { INestApplication } from "@nestjs/common";
import { afterEach, describe, expect, test } from "vitest";
import { type CurfewModuleOptions, publicRoutesOf } from "../src/index.ts";
import { PLATFORMS, type Platform, startApp } from "./app.ts";

const ORIGIN = "https://app.example";
let app: INestApplication | null = null;
afterEach(async () => {
  await app?.close();
});

async function place(platform: Platform, options: Partial<CurfewModuleOptions> = {}) {
  const started = await startApp(platform, options);
  app = started.app;
  return started;
}

describe.each(Object.keys(PLATFORMS) as Platform[])("on %s", (platform) => {
  test("a protected route lets a live token pass, and a revoked one no more", async () => {
    const { auth, pair, call, bearer } = await place(platform);
    expect(await (await call("me", bearer)).json()).toEqual({ subject: "ann" });
    const claims = await auth.verifySignature(pair.refresh.token);
    if (claims) await auth.revoke(claims);
    const refused = await call("me", bearer);
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, 'Bearer error="invalid_token"']);
    expect(await refused.json()).toEqual({ statusCode: 401, code: "token_revoked", message: "The session has ended." });
  });

  test("every route needs a token but those marked public", async () => {
    const { call, bearer } = await place(platform);
    const refused = await call("me");
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect((await call("rename", {}, "POST")).status).toBe(401);
    expect(await (await call("health")).text()).toBe("up");
    expect(await (await call("login", {}, "POST")).json()).toEqual({ subject: null });
    expect(await (await call("login", bearer, "POST")).json()).toEqual({ subject: "ann" });
    expect((await call("login", { authorization: "Bearer x" }, "POST")).status).toBe(401);
  });

  test("a blacklist that can't be asked is 503 with Retry-After", async () => {
    const { auth, call, bearer } = await place(platform);
    await auth.close();
    const answer = await call("me", bearer);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
    expect(await answer.json()).toMatchObject({ code: "blacklist_unavailable" });
  });

  test("cookies change something only from the app's own origin", async () => {
    const { call, pair } = await place(platform, { appOrigin: ORIGIN });
    const cookie = `__Host-access_token=${pair.access.token}`;
    expect((await call("me", { cookie })).status).toBe(200);
    expect((await call("rename", { cookie, origin: ORIGIN }, "POST")).status).toBe(201);
    expect((await call("rename", { cookie, origin: "https://evil.example" }, "POST")).status).toBe(403);
    expect((await call("rename", { cookie }, "POST")).status).toBe(403);
  });

  test("the token is taken from where getToken says", async () => {
    const { call, pair } = await place(platform, { getToken: ({ headers }) => headers["x-token"] as string });
    expect((await call("me", { "x-token": pair.access.token })).status).toBe(200);
    expect((await call("me")).status).toBe(401);
  });

  test("the public routes can be listed", async () => {
    const started = await place(platform);
    expect(publicRoutesOf(started.app)).toEqual(["AccountController.login", "HealthController.health"]);
  });
});
