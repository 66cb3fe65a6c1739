import type { ClaimsSchema } from "@curfew/auth";
import { createTestAuth, type TestAuth } from "@curfew/auth/testing";
import { initTRPC } from "@trpc/server";
import { expect, expectTypeOf, test } from "vitest";
import { type AuthenticatedContext, assertAllProtected, createAuthentication, protection } from "../src/index.ts";
import { bearer, call, createApp } from "./router.ts";

async function start(options?: Parameters<typeof createTestAuth>[0]) {
  const service = await createTestAuth(options);
  return { ...service, app: createApp(service.auth), asked: () => questions(service) };
}

function questions({ store }: TestAuth): number {
  return Object.values(store.calls).reduce((sum, calls) => sum + calls, 0);
}

test("A stranger's procedure is called by Bearer header and by cookie", async () => {
  const { app, login } = await start();
  const { access } = await login("ann");
  expect(await call(app, "whoami", { headers: bearer(access.token) })).toMatchObject({ status: 200, data: "ann" });
  const headers = { cookie: `theme=dark; access_token=${access.token}` };
  expect(await call(app, "whoami", { headers })).toMatchObject({ status: 200, data: "ann" });
  expect(() => assertAllProtected(app.router, ["login", "open"])).not.toThrow();
});

test("A revoked token is refused by the next call, with reason and challenge", async () => {
  const { app, login } = await start();
  const headers = bearer((await login("ann")).access.token);
  expect(await call(app, "logout", { headers, method: "POST" })).toMatchObject({ status: 200 });
  const { status, error, headers: sent } = await call(app, "whoami", { headers });
  expect([status, error?.reason]).toEqual([401, "token_revoked"]);
  expect(sent.get("www-authenticate")).toBe('Bearer error="invalid_token"');
});

test("Missing, forged and expired tokens have different reasons", async () => {
  const { app, auth, clock, login } = await start();
  const { access, refresh } = await login("ann");
  const reasons = async (headers: Record<string, string>) => {
    const { status, error, headers: sent } = await call(app, "whoami", { headers });
    return [status, error?.reason, sent.get("www-authenticate")];
  };
  expect(await reasons({})).toEqual([401, "token_missing", "Bearer"]);
  expect(await reasons(bearer("x"))).toEqual([401, "token_invalid", 'Bearer error="invalid_token"']);
  expect(await reasons(bearer(refresh.token))).toEqual([401, "token_invalid", 'Bearer error="invalid_token"']);
  clock.advance({ seconds: 601 + 5 });
  expect(await reasons(bearer(access.token))).toEqual([401, "token_expired", 'Bearer error="invalid_token"']);
  // The browser has dropped the access cookie: its refresh cookie tells that there was one.
  expect(await reasons({ cookie: `refresh_token=${refresh.token}` })).toEqual([
    ...[401, "token_expired", 'Bearer error="invalid_token"'],
  ]);
  expect(await reasons({ cookie: "refresh_token=x" })).toEqual([401, "token_missing", "Bearer"]);
  expect(await auth.verifySignature("x")).toBeNull();
});

test("Two cookies of one name count as none, and are named", async () => {
  const { app, login } = await start();
  const { access, refresh } = await login("ann");
  for (const [name, cookie] of [
    ["access_token", `access_token=foreign; access_token=${access.token}`],
    ["refresh_token", `refresh_token=${refresh.token}; refresh_token=foreign`],
  ]) {
    const { status, error } = await call(app, "whoami", { headers: { cookie: cookie ?? "" } });
    expect([status, error?.reason, error?.cookie]).toEqual([401, "token_invalid", name]);
  }
});

test("While the store is down every call is 503 with Retry-After", async () => {
  const { app, login, store } = await start();
  const headers = bearer((await login("ann")).access.token);
  store.break("refuse");
  const answer = await call(app, "whoami", { headers });
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(answer.error).toMatchObject({ reason: "blacklist_unavailable", retryAfterSeconds: 2 });
  expect(JSON.stringify(answer)).not.toContain("broken on command");
});

test("Unavailable is 503 where a procedure itself throws it, protected or public", async () => {
  const { app, login, store } = await start();
  const headers = bearer((await login("ann")).access.token);
  store.break("refuse", "put");
  const logout = await call(app, "logout", { headers, method: "POST" });
  expect([logout.status, logout.error?.reason]).toEqual([503, "blacklist_unavailable"]);
  store.break("refuse");
  const again = await call(app, "login", { method: "POST" });
  expect([again.status, again.error?.reason]).toEqual([503, "blacklist_unavailable"]);
});

test("An unavailable witness is 503 database_unavailable", async () => {
  const { witness, ...service } = await start();
  const headers = bearer((await service.login("ann")).access.token);
  const down = { ...witness, read: () => Promise.reject(new Error("down")) };
  const { auth } = await createTestAuth({ ...service, witness: down });
  const { status, error } = await call(createApp(auth), "whoami", { headers });
  expect([status, error?.reason]).toEqual([503, "database_unavailable"]);
});

test("Faults of the procedure's own stay what they are", async () => {
  const { app, login } = await start();
  const { status, error, headers } = await call(app, "broken", { headers: bearer((await login()).access.token) });
  expect([status, error?.code, error?.reason]).toEqual([500, "INTERNAL_SERVER_ERROR", null]);
  expect([headers.get("www-authenticate"), headers.get("retry-after")]).toEqual([null, null]);
});

test("A batch asks the store once, and public calls never", async () => {
  const { app, login, asked } = await start();
  const headers = bearer((await login("ann")).access.token);
  const before = asked();
  expect(await call(app, "whoami,whoami,strict", { headers })).toMatchObject({ status: 200, data: "ann" });
  expect(asked() - before).toBe(1);
  expect(await call(app, "open", { headers })).toMatchObject({ data: "anybody" });
  expect(await call(app, "whoami", { headers: bearer("forged") })).toMatchObject({ status: 401 });
  expect(asked() - before).toBe(1);
});

test("A call that allows no staleness asks the store, whatever auth allows", async () => {
  const { app, login, asked } = await start({ maxStalenessMs: 60_000 });
  const headers = bearer((await login("ann")).access.token);
  const count = async (path: string) => {
    const before = asked();
    expect(await call(app, path, { headers })).toMatchObject({ status: 200 });
    return asked() - before;
  };
  await count("whoami");
  expect([await count("strict"), await count("strict")]).toEqual([1, 1]);
});

test("A procedure is told how old the revocations are that it rests on", async () => {
  const { auth, clock, login } = await createTestAuth({ maxStalenessMs: 60_000 });
  const t = initTRPC.context<AuthenticatedContext>().create();
  const age = (options: Parameters<typeof protection>[0]) =>
    t.procedure.concat(protection(options)).query(({ ctx }) => ctx.evidenceAgeMs);
  const router = t.router({ kept: age({}), recent: age({ maxStalenessMs: 1_000 }), fresh: age({ maxStalenessMs: 0 }) });
  const { access } = await login("ann");
  const credential = { kind: "bearer", token: access.token } as const;
  const call = (name: "kept" | "recent" | "fresh") =>
    router.createCaller({ authentication: createAuthentication({ auth, credential }) })[name]();
  expect(await call("kept")).toBe(0);
  clock.advance({ seconds: 5 });
  expect([await call("kept"), await call("fresh"), await call("recent"), await call("kept")]).toEqual([5_000, 0, 0, 0]);
});

test("Claims of one's own arrive typed in the procedure's context", async () => {
  type Own = { readonly role: "user" | "admin" };
  const claims: ClaimsSchema<Own> = {
    "~standard": { version: 1, vendor: "test", validate: (value) => ({ value: value as Own }) },
  };
  const { auth, login } = await createTestAuth({ claims });
  const t = initTRPC.context<AuthenticatedContext<Own>>().create();
  const router = t.router({
    role: t.procedure.concat(protection<Own>()).query(({ ctx }) => {
      expectTypeOf(ctx.claims.custom.role).toEqualTypeOf<"user" | "admin">();
      return ctx.claims.custom.role;
    }),
  });
  const { access } = await login("ann", { claims: { role: "admin" } });
  const authentication = createAuthentication({ auth, credential: { kind: "bearer", token: access.token } });
  expect(await router.createCaller({ authentication }).role()).toBe("admin");
});
