import { createTestAuth } from "@curfew/auth/testing";
import { cookieNames } from "@curfew/http";
import { expect, test } from "vitest";
import { createCurfew } from "../src/index.ts";

const ORIGIN = "https://app.example";
const names = cookieNames(ORIGIN);

async function setUp() {
  const made = await createTestAuth({ issuer: ORIGIN });
  const { access, refresh } = await made.login("ann");
  const { handlers } = createCurfew({ auth: made.auth, appOrigin: ORIGIN, clock: made.clock.now });
  const cookie = `${names.access}=${access.token}; ${names.refresh}=${refresh.token}`;
  const call = (method: keyof typeof handlers, headers: Record<string, string> = {}) =>
    handlers[method](new Request(`${ORIGIN}/api/session`, { method, headers: { cookie, origin: ORIGIN, ...headers } }));
  return { ...made, access, refresh, call };
}

/** The value that an answer gives a cookie. */
function given(response: Response, name: string): string | undefined {
  const line = response.headers.getSetCookie().find((each) => each.startsWith(`${name}=`));
  return line?.slice(name.length + 1).split(";", 1)[0];
}

test("A browser learns until when its session's token lives", async () => {
  const { call, access } = await setUp();
  const response = await call("GET");
  expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
  expect(await response.json()).toMatchObject({ expiresAt: access.expiresAt.toISOString() });
});

test("A refresh exchanges both cookies, and the session goes on", async () => {
  const { auth, call } = await setUp();
  const response = await call("POST");
  expect(response.status).toBe(200);
  expect(await auth.verify(given(response, names.access) ?? "")).toMatchObject({ ok: true });
});

test("A logout ends the session and clears both cookies, again and again", async () => {
  const { auth, call, access } = await setUp();
  const responses = [await call("DELETE"), await call("DELETE")];
  expect(responses.map(({ status }) => status)).toEqual([204, 204]);
  expect(responses.map((each) => given(each, names.refresh))).toEqual(["", ""]);
  expect(await auth.verify(access.token)).toMatchObject({ code: "token_revoked" });
  expect((await call("GET")).status).toBe(401);
});

test("An expired access token still logs its session out", async () => {
  const { auth, clock, call, refresh } = await setUp();
  clock.advance({ seconds: 660 });
  expect((await call("DELETE", { cookie: `${names.refresh}=${refresh.token}` })).status).toBe(204);
  expect(await auth.rotate(refresh.token)).toMatchObject({ ok: false, code: "token_revoked" });
});

test.for(["POST", "DELETE"] as const)("A %s from another origin is refused and changes nothing", async (method) => {
  const { call } = await setUp();
  expect((await call(method, { origin: "https://elsewhere.example" })).status).toBe(403);
  expect((await call("GET")).status).toBe(200);
});

test.for(["GET", "POST", "DELETE"] as const)("In an outage a %s is 503, and no cookie changes", async (method) => {
  const { call, store } = await setUp();
  store.break("refuse");
  const response = await call(method);
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
  expect(response.headers.getSetCookie()).toEqual([]);
});

test("A refresh token that was used before its last ends the session, and no cookie changes", async () => {
  const { clock, call } = await setUp();
  await call("POST");
  clock.advance({ seconds: 60 });
  const response = await call("POST");
  expect([response.status, response.headers.getSetCookie()]).toEqual([401, []]);
  expect((await call("GET")).status).toBe(401);
});

test("Two cookies of one name are told to the person, not taken for a logout", async () => {
  const { call } = await setUp();
  const response = await call("GET", { cookie: `${names.access}=one; ${names.access}=two` });
  expect([response.status, await response.json()]).toMatchObject([
    401,
    { message: expect.stringContaining("two different") },
  ]);
});
