import { Unavailable } from "@curfew/auth";
import { expect, test } from "vitest";
import { toApiError } from "../src/errors/api-error.ts";
import { formatError } from "../src/index.ts";
import { bearer, createWorld } from "./world/world.ts";

const SIGNUP = { email: "new@example.com", password: "a wholly new phrase", name: "New" };

test("Without the blacklist no token passes, nothing changes, cookies stay", async () => {
  const world = await createWorld();
  const { browser, credentials, password } = await world.person();
  const { accessToken, refreshToken } = await world.tokens(credentials);
  const change = { currentPassword: password, newPassword: "quite another phrase" };
  world.store.break("refuse");
  const answers = {
    me: await browser.query("account.me"),
    signup: await world.browser().mutate("auth.signup", SIGNUP),
    login: await world.browser().mutate("auth.login", credentials),
    token: await world.client().mutate("auth.token", credentials),
    refresh: await browser.mutate("auth.refresh"),
    bearerRefresh: await world.client().mutate("auth.refresh", { refreshToken }),
    logout: await browser.mutate("auth.logout"),
    revoke: await world.client().mutate("auth.revoke", { token: accessToken }),
    list: await browser.query("sessions.list"),
    change: await browser.mutate("account.changePassword", change),
    delete: await browser.mutate("account.delete", { currentPassword: password }),
    watch: await world.client().query("sessions.list", undefined, bearer(accessToken)),
  };
  for (const [name, { status, reason, headers, error }] of Object.entries(answers)) {
    expect([name, status, reason]).toEqual([name, 503, "blacklist_unavailable"]);
    expect([headers.get("retry-after"), headers.getSetCookie()]).toEqual(["2", []]);
    expect(error?.data).toMatchObject({ retryAfterSeconds: 2 });
    expect(JSON.stringify(error)).not.toContain("broken on command");
  }
  world.store.mend();
  world.pass(3);
  expect(await browser.query("account.me")).toMatchObject({ status: 200 });
  expect(await world.browser().mutate("auth.signup", SIGNUP)).toMatchObject({ status: 200 });
  expect(await world.client().mutate("auth.refresh", { refreshToken })).toMatchObject({ status: 200 });
  expect(await browser.mutate("auth.refresh")).toMatchObject({ status: 200 });
  expect((await browser.query("sessions.list")).data).toHaveLength(2);
  expect(await browser.mutate("auth.logout")).toMatchObject({ data: { revoked: true } });
});

test("A bad credential is refused as usual while the store is down", async () => {
  const world = await createWorld();
  world.store.break("refuse");
  expect(await world.client().query("account.me", undefined, bearer("nonsense"))).toMatchObject({
    reason: "token_invalid",
  });
  expect(await world.browser().mutate("auth.logout")).toMatchObject({ status: 200, data: { revoked: false } });
  expect(await world.client().mutate("auth.revoke", { token: "nonsense" })).toMatchObject({ status: 200 });
});

test.each(["password change", "deletion", "suspension"] as const)(
  "A %s that the blacklist refuses is taken back whole",
  async (kind) => {
    const world = await createWorld();
    const admin = await world.admin();
    const { browser, credentials, password, id } = await world.person();
    const { accessToken } = await world.tokens(credentials);
    world.store.break("refuse", "put");
    const answer = await {
      "password change": () =>
        browser.mutate("account.changePassword", { currentPassword: password, newPassword: "quite another phrase" }),
      deletion: () => browser.mutate("account.delete", { currentPassword: password }),
      suspension: () => admin.browser.mutate("admin.suspend", { userId: id }),
    }[kind]();
    expect(answer).toMatchObject({ status: 503, reason: "blacklist_unavailable" });
    expect(answer.headers.getSetCookie()).toEqual([]);
    world.store.mend();
    world.pass(3);
    expect(await world.database.users.listInDoubt()).toEqual([]);
    expect(await world.client().query("account.me", undefined, bearer(accessToken))).toMatchObject({ status: 200 });
    expect(await world.client().mutate("auth.token", credentials)).toMatchObject({ status: 200 });
  },
);

test("A store that never answers is a 503 within its deadline", async () => {
  const world = await createWorld();
  const { browser } = await world.person();
  world.store.break("silent");
  const start = performance.now();
  expect(await browser.query("account.me")).toMatchObject({ status: 503, reason: "blacklist_unavailable" });
  expect(performance.now() - start).toBeLessThan(200 + 500);
});

test("A write whose answer was lost is not called done", async () => {
  const world = await createWorld();
  const { browser } = await world.person();
  world.store.break("answer-lost", "put");
  expect(await browser.mutate("auth.logout")).toMatchObject({ status: 503 });
  world.store.mend();
  world.pass(3);
  expect(await browser.mutate("auth.logout")).toMatchObject({ status: 200, data: { revoked: true } });
});

test("While the database is down, calls that need it are 503", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  const { refreshToken } = await world.tokens(credentials);
  world.database.down = true;
  const answers = [
    await browser.query("account.me"),
    await browser.query("sessions.list"),
    await world.client().mutate("auth.token", credentials),
    await world.browser().mutate("auth.signup", SIGNUP),
    await world.client().mutate("auth.refresh", { refreshToken }),
    await browser.mutate("auth.logout"),
  ];
  for (const { status, reason, headers } of answers) {
    expect([status, reason, headers.get("retry-after")]).toEqual([503, "database_unavailable", "2"]);
    expect(headers.getSetCookie()).toEqual([]);
  }
  world.database.down = false;
  expect(await world.client().mutate("auth.refresh", { refreshToken })).toMatchObject({ status: 200 });
  expect(await browser.mutate("auth.logout")).toMatchObject({ data: { revoked: true } });
});

test("An action stands even if the audit trail couldn't record it", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  world.database.before = (method) => {
    if (method === "audit.record") throw new Error("disk full");
  };
  expect(await browser.mutate("auth.login", credentials)).toMatchObject({ status: 200 });
  expect(world.problems.map(({ path }) => path)).toEqual(["audit session_replaced", "audit login"]);
});

test("A store that lost data ends every session, and accepts logins", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  await world.auth.revokeAll();
  expect(await browser.query("account.me")).toMatchObject({ status: 401, reason: "token_revoked" });
  expect(await browser.mutate("auth.refresh")).toMatchObject({ status: 401, reason: "token_revoked" });
  expect(await browser.mutate("auth.login", credentials)).toMatchObject({ status: 200 });
  expect((await browser.query("account.me")).status).toBe(200);
});

test("With every signing key banned logins are 503, and change nothing", async () => {
  const world = await createWorld();
  const { browser, credentials, id } = await world.person();
  const verification = await world.auth.verify(browser.cookie("access_token"));
  if (!verification.ok) throw new Error("no session");
  await world.auth.banKey(verification.claims.keyId);
  const sessions = () => world.database.sessions.live(id, world.clock(), null);
  const before = await sessions();
  const answers = [
    await world.client().mutate("auth.token", credentials),
    await world.browser().mutate("auth.login", credentials),
    await world.browser().mutate("auth.signup", SIGNUP),
  ];
  for (const { status, reason, headers } of answers) {
    expect([status, reason, headers.get("retry-after")]).toEqual([503, "blacklist_unavailable", "2"]);
    expect(headers.getSetCookie()).toEqual([]);
  }
  expect(await sessions()).toEqual(before);
  expect(await world.database.users.byEmail(SIGNUP.email)).toBeNull();
  expect(await browser.query("account.me")).toMatchObject({ status: 401, reason: "token_invalid" });
  expect(await browser.mutate("auth.refresh")).toMatchObject({ status: 401, reason: "token_invalid" });
  expect((await browser.mutate("auth.logout")).status).toBe(200);
});

test("Keys that can't be asked for are 503 with Retry-After, never 500", () => {
  const failure = toApiError(new Unavailable("keys", new Error("secret")));
  expect(failure).toMatchObject({ status: 503, reason: "blacklist_unavailable", retryAfterSeconds: 2 });
  expect(JSON.stringify(formatError({ error: failure }))).not.toContain("secret");
});
