import { expect, test } from "vitest";
import { bearer, createWorld, type Tokens, type World } from "./world/world.ts";

test("A refresh by cookie gives new cookies and the expiry", async () => {
  const world = await createWorld();
  const { browser } = await world.person();
  const before = browser.cookie("access_token");
  world.pass(601);
  expect((await browser.query("account.me")).reason).toBe("token_expired");
  const answer = await browser.mutate("auth.refresh");
  expect(answer.data).toEqual({ expiresAt: expect.stringMatching(/Z$/) });
  expect(answer.headers.getSetCookie()).toHaveLength(2);
  expect(browser.cookie("access_token")).not.toBe(before);
  expect((await browser.query("account.me")).status).toBe(200);
});

test.each(["", "null", "{}"])("The body of a refresh by cookie may be %j", async (body) => {
  const { browser } = await (await createWorld()).person();
  expect((await browser.post("auth.refresh", body === "" ? undefined : body)).status).toBe(200);
});

test("A refresh by body gives tokens and no cookies", async () => {
  const world = await createWorld();
  const { refreshToken } = await world.tokens((await world.person()).credentials);
  const { data, headers } = await world.client().mutate("auth.refresh", { refreshToken });
  expect(headers.getSetCookie()).toEqual([]);
  expect(data).toMatchObject({ tokenType: "Bearer", expiresAt: expect.stringMatching(/Z$/) });
  expect((await use(world, (data as Tokens).accessToken)).status).toBe(200);
});

test("Fifty refreshes at once lead to one successor, and the session lives", async () => {
  const world = await createWorld();
  const { refreshToken } = await world.tokens((await world.person()).credentials);
  const refresh = () => world.client().mutate("auth.refresh", { refreshToken });
  const answers = await Promise.all(Array.from({ length: 50 }, refresh));
  const ids = answers.map(({ data }) => tokenId((data as Tokens).refreshToken));
  expect(new Set(ids).size).toBe(1);
  for (const { data } of answers.slice(0, 3)) expect((await use(world, (data as Tokens).accessToken)).status).toBe(200);
});

test("A refresh token after its grace ends its session, with a trace", async () => {
  const world = await createWorld();
  const { credentials } = await world.person();
  const { refreshToken } = await world.tokens(credentials);
  const { data } = await world.client().mutate("auth.refresh", { refreshToken });
  world.pass(11);
  expect(await world.client().mutate("auth.refresh", { refreshToken })).toMatchObject({
    status: 401,
    reason: "token_revoked",
  });
  expect(await use(world, (data as Tokens).accessToken)).toMatchObject({ reason: "token_revoked" });
  expect(world.database.events.at(-1)).toMatchObject({ type: "refresh_reused", sessionId: expect.any(String) });
  const { browser } = world;
  const tab = browser();
  await tab.mutate("auth.login", credentials);
  expect((await tab.query("sessions.list")).data).toHaveLength(2);
});

test("A refused refresh clears no cookie", async () => {
  const world = await createWorld();
  const { browser } = await world.person();
  const old = browser.cookie("refresh_token");
  await browser.mutate("auth.refresh");
  world.pass(11);
  const cookie = `refresh_token=${old}`;
  const answers = [
    await browser.mutate("auth.refresh", undefined, { cookie }),
    await browser.mutate("auth.refresh", undefined, { cookie: "refresh_token=nonsense" }),
    await browser.mutate("auth.refresh", undefined, { cookie: "other=1" }),
  ];
  expect(answers.map(({ reason }) => reason)).toEqual(["token_revoked", "token_invalid", "token_missing"]);
  for (const { headers } of answers) expect(headers.getSetCookie()).toEqual([]);
});

test("A refresh whose answer was lost can be repeated any time", async () => {
  const world = await createWorld();
  const { refreshToken } = await world.tokens((await world.person()).credentials);
  world.database.before = (method) => {
    if (method === "ledger.raise") world.database.down = true;
  };
  expect(await world.client().mutate("auth.refresh", { refreshToken })).toMatchObject({
    status: 503,
    reason: "database_unavailable",
  });
  world.database.before = () => {};
  world.database.down = false;
  world.pass(3600);
  expect(await world.client().mutate("auth.refresh", { refreshToken })).toMatchObject({ status: 200 });
});

test("A refresh token expires when idle, and with its session", async () => {
  const world = await createWorld();
  const { refreshToken } = await world.tokens((await world.person()).credentials);
  world.pass(86_406);
  expect(await world.client().mutate("auth.refresh", { refreshToken })).toMatchObject({
    status: 401,
    reason: "token_expired",
  });
});

test("A refresh notes when and from where the session was last seen", async () => {
  const world = await createWorld();
  const { browser } = await world.person();
  world.pass(1000);
  await browser.mutate("auth.refresh", undefined, { "user-agent": `Agent\u0007 ${"x".repeat(600)}` });
  const { data } = await browser.query("sessions.list");
  const [session] = data as { lastSeenAt: string; startedAt: string; userAgent: string }[];
  expect(Date.parse(session?.lastSeenAt ?? "") - Date.parse(session?.startedAt ?? "")).toBeGreaterThanOrEqual(1000_000);
  expect(session?.userAgent).toBe(`Agent ${"x".repeat(506)}`);
});

test("A refresh cookie with two different values is refused", async () => {
  const world = await createWorld();
  const [ann, bob] = [await world.person(), await world.person()];
  const cookie = [ann, bob].map(({ browser }) => `refresh_token=${browser.cookie("refresh_token")}`).join("; ");
  expect(await world.browser().mutate("auth.refresh", undefined, { cookie })).toMatchObject({
    reason: "token_invalid",
  });
});

test("With a Bearer header the refresh cookie is ignored", async () => {
  const world = await createWorld();
  const { browser } = await world.person();
  const answer = await browser.mutate("auth.refresh", undefined, bearer(browser.cookie("access_token")));
  expect(answer).toMatchObject({ status: 401, reason: "token_missing" });
});

function use(world: World, token: string) {
  return world.client().query("account.me", undefined, bearer(token));
}

function tokenId(token: string): unknown {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()).jti;
}
