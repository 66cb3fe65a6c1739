import { expect, test } from "vitest";
import { bearer, createWorld, type Tokens, type World } from "./world/world.ts";

test("After a logout, copied access and refresh tokens are refused", async () => {
  const world = await createWorld();
  const { browser } = await world.person();
  const [access, refreshToken] = [browser.cookie("access_token"), browser.cookie("refresh_token")];
  const answer = await browser.mutate("auth.logout");
  expect(answer).toMatchObject({ status: 200, data: { revoked: true } });
  expect(answer.headers.getSetCookie()).toEqual([
    "access_token=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax",
    "refresh_token=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax",
  ]);
  expect(await use(world, access)).toMatchObject({ status: 401, reason: "token_revoked" });
  expect(await world.client().mutate("auth.refresh", { refreshToken })).toMatchObject({ reason: "token_revoked" });
});

test("Logging out works with an expired access token, and again and again", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  const cookie = `access_token=${browser.cookie("access_token")}`;
  const refreshToken = browser.cookie("refresh_token");
  world.pass(700);
  for (let i = 0; i < 3; i++) {
    const answer = await world.browser().mutate("auth.logout", undefined, { cookie });
    expect(answer).toMatchObject({ status: 200, data: { revoked: true } });
    expect(answer.headers.getSetCookie()).toHaveLength(2);
  }
  expect(await world.client().mutate("auth.refresh", { refreshToken })).toMatchObject({ reason: "token_revoked" });
  expect((await world.browser().mutate("auth.login", credentials)).status).toBe(200);
});

test("A half-broken pair of cookies ends the session of ours", async () => {
  for (const broken of ["access_token", "refresh_token"]) {
    const world = await createWorld();
    const { browser } = await world.person();
    const access = browser.cookie("access_token");
    browser.jar.set(broken, { value: "broken", expiresAt: Number.POSITIVE_INFINITY });
    expect(await browser.mutate("auth.logout")).toMatchObject({ data: { revoked: true } });
    expect(await use(world, access)).toMatchObject({ reason: "token_revoked" });
  }
});

test("A pair of cookies of two sessions ends both", async () => {
  const world = await createWorld();
  const { credentials } = await world.person();
  const [first, second] = [await world.tokens(credentials), await world.tokens(credentials)];
  const cookie = `access_token=${first.accessToken}; refresh_token=${second.refreshToken}`;
  expect(await world.browser().mutate("auth.logout", undefined, { cookie })).toMatchObject({ data: { revoked: true } });
  for (const { accessToken } of [first, second]) {
    expect(await use(world, accessToken)).toMatchObject({ reason: "token_revoked" });
  }
});

test("Logging out without our cookies succeeds and clears them", async () => {
  const world = await createWorld();
  const asked = world.questions();
  for (const cookie of ["", "access_token=nonsense", "refresh_token=a.b.c; access_token=x"]) {
    const answer = await world.browser().mutate("auth.logout", undefined, cookie === "" ? {} : { cookie });
    expect(answer).toMatchObject({ status: 200, data: { revoked: false } });
    expect(answer.headers.getSetCookie()).toHaveLength(2);
  }
  expect(world.questions()).toBe(asked);
});

test("A Bearer logout ends that session, and leaves the browser's cookies alone", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  const { accessToken } = await world.tokens(credentials);
  const answer = await browser.mutate("auth.logout", undefined, bearer(accessToken));
  expect(answer).toMatchObject({ data: { revoked: true } });
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(await use(world, accessToken)).toMatchObject({ reason: "token_revoked" });
  expect((await browser.query("account.me")).status).toBe(200);
});

test("Revoking an access token ends it, a refresh token its session", async () => {
  const world = await createWorld();
  const { credentials } = await world.person();
  const { accessToken, refreshToken } = await world.tokens(credentials);
  expect(await world.client().mutate("auth.revoke", { token: accessToken })).toMatchObject({ status: 200, data: {} });
  expect(await use(world, accessToken)).toMatchObject({ reason: "token_revoked" });
  const { data } = await world.client().mutate("auth.refresh", { refreshToken });
  const next = data as Tokens;
  expect((await use(world, next.accessToken)).status).toBe(200);
  expect(await world.client().mutate("auth.revoke", { token: next.refreshToken })).toMatchObject({ data: {} });
  expect(await use(world, next.accessToken)).toMatchObject({ reason: "token_revoked" });
  expect((await world.browser().mutate("auth.login", credentials)).status).toBe(200);
});

test("Unknown, forged and dead tokens are revoked with the same answer", async () => {
  const world = await createWorld();
  const { accessToken } = await world.tokens((await world.person()).credentials);
  await world.client().mutate("auth.revoke", { token: accessToken });
  const tokens = [
    accessToken,
    `${accessToken.slice(0, -4)}AAAA`,
    "nonsense",
    "",
    "a.b.c",
    "x".repeat(60_000),
    "\u0000",
  ];
  for (const token of tokens) {
    expect(await world.client().mutate("auth.revoke", { token })).toMatchObject({ status: 200, data: {} });
  }
});

function use(world: World, token: string) {
  return world.client().query("account.me", undefined, bearer(token));
}
