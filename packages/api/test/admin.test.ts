import { expect, test } from "vitest";
import { bearer, createWorld } from "./world/world.ts";

test("admin.* is for the role admin, as the database knows it now", async () => {
  const world = await createWorld();
  const { browser, email, id } = await world.person();
  const calls = {
    "admin.suspend": { userId: id },
    "admin.restore": { userId: id },
    "admin.endSessions": { userId: id },
    "admin.endEverything": {},
  };
  for (const [procedure, input] of Object.entries(calls)) {
    expect(await browser.mutate(procedure, input)).toMatchObject({ status: 403, reason: "role_required" });
  }
  for (const procedure of ["admin.users", "admin.stats"]) {
    expect(await browser.query(procedure)).toMatchObject({ status: 403, reason: "role_required" });
  }
  await world.database.users.grantAdmin(email);
  expect(await browser.query("admin.users")).toMatchObject({ status: 200 });
});

test("Users are listed with suspension, paged and searched, without secrets", async () => {
  const world = await createWorld({ loginAttempts: 1000 });
  const { browser, email } = await world.admin();
  const { data } = await browser.query("admin.users", { search: "PERSON1@" });
  expect(data).toEqual({
    users: [{ id: expect.any(String), email, name: "Person 1", role: "admin", suspended: false }],
    nextCursor: null,
  });
  const { passwordHash } = (await world.database.users.byEmail(email)) ?? { passwordHash: "" };
  for (let i = 0; i < 60; i++) {
    const account = { id: `u${i}`, email: `u${i}@example.com`, name: "U", passwordHash, createdAt: world.clock() };
    const session = {
      id: `s${i}`,
      userId: `u${i}`,
      generation: "1",
      startedAt: world.clock(),
      expiresAt: world.clock(),
      refreshTokenId: null,
      userAgent: null,
      address: null,
    };
    await world.database.users.signUp(account, session);
  }
  const first = (await browser.query("admin.users")).data as { users: object[]; nextCursor: string };
  const second = (await browser.query("admin.users", { cursor: first.nextCursor })).data as typeof first;
  expect([first.users.length, second.users.length, second.nextCursor]).toEqual([50, 11, null]);
  expect(JSON.stringify(first)).not.toContain("argon2");
});

test("A suspended person is out at once and stays out until restored", async () => {
  const world = await createWorld();
  const admin = await world.admin();
  const { browser, credentials, id } = await world.person();
  const refreshToken = browser.cookie("refresh_token");
  expect(await admin.browser.mutate("admin.suspend", { userId: id })).toMatchObject({ status: 200, data: {} });
  expect(await admin.browser.mutate("admin.suspend", { userId: id })).toMatchObject({ status: 200 });
  expect(await browser.query("account.me")).toMatchObject({ reason: "token_revoked" });
  expect(await world.client().mutate("auth.refresh", { refreshToken })).toMatchObject({ reason: "token_revoked" });
  expect(await world.client().mutate("auth.token", credentials)).toMatchObject({ reason: "credentials_invalid" });
  expect((await admin.browser.query("admin.users", { search: "person2" })).data).toMatchObject({
    users: [{ suspended: true }],
  });
  expect(await admin.browser.mutate("admin.restore", { userId: id })).toMatchObject({ status: 200, data: {} });
  expect(await browser.query("account.me")).toMatchObject({ reason: "token_revoked" });
  expect(await world.client().mutate("auth.token", credentials)).toMatchObject({ status: 200 });
});

test("An administrator can't suspend themselves", async () => {
  const { browser, id } = await (await createWorld()).admin();
  expect(await browser.mutate("admin.suspend", { userId: id })).toMatchObject({ status: 400, reason: "input_invalid" });
  expect((await browser.query("admin.users")).status).toBe(200);
});

test("Ending a user's sessions ends them all, and no other's", async () => {
  const world = await createWorld();
  const admin = await world.admin();
  const { browser, id, credentials } = await world.person();
  const other = await world.person();
  await admin.browser.mutate("admin.endSessions", { userId: id });
  expect(await browser.query("account.me")).toMatchObject({ reason: "token_revoked" });
  expect((await other.browser.query("account.me")).status).toBe(200);
  const phone = world.browser();
  await phone.mutate("auth.login", credentials);
  expect((await phone.query("sessions.list")).data).toHaveLength(1);
});

test("Ending everything ends every session, the administrator's too", async () => {
  const world = await createWorld();
  const admin = await world.admin();
  const { browser, credentials } = await world.person();
  const { data } = await browser.query("account.me");
  expect(await admin.browser.mutate("admin.endEverything")).toMatchObject({ status: 200, data: {} });
  expect(await world.database.sessions.byId((data as { session: { id: string } }).session.id)).toBeNull();
  for (const tab of [admin.browser, browser])
    expect(await tab.query("account.me")).toMatchObject({ reason: "token_revoked" });
  expect(await browser.mutate("auth.login", credentials)).toMatchObject({ status: 200 });
  expect((await browser.query("sessions.list")).data).toHaveLength(1);
});

test("A user who isn't there is 404", async () => {
  const { browser } = await (await createWorld()).admin();
  for (const procedure of ["admin.suspend", "admin.restore", "admin.endSessions"]) {
    expect(await browser.mutate(procedure, { userId: "nobody" })).toMatchObject({ status: 404, reason: "not_found" });
  }
});

test("A removed role is lost immediately, with the same token", async () => {
  const world = await createWorld();
  const { browser, id, credentials } = await world.admin();
  const { accessToken } = await world.tokens(credentials);
  const admin = () => world.client().query("admin.users", undefined, bearer(accessToken));
  expect((await admin()).status).toBe(200);
  const other = await world.admin();
  await other.browser.mutate("admin.suspend", { userId: id });
  expect((await admin()).status).toBe(401);
  expect((await browser.query("admin.users")).status).toBe(401);
});
