import { expect, test } from "vitest";
import { bearer, createWorld, type World } from "./world/world.ts";

test("Every authentication event is recorded with origin and without secrets", async () => {
  const world = await createWorld();
  const admin = await world.admin();
  const { browser, credentials, email, password, id } = await world.person();
  world.database.events.length = 0;
  const newPassword = "quite another phrase";
  const { accessToken, refreshToken } = await world.tokens(credentials);
  await world.client().mutate("auth.token", { email, password: "some other phrase" });
  await world.client().mutate("auth.token", { email: "nobody@example.com", password });
  await world.client().mutate("auth.revoke", { token: accessToken });
  await world.client().mutate("auth.revoke", { token: refreshToken });
  await browser.mutate("account.changePassword", { currentPassword: "some other phrase", newPassword });
  await browser.mutate("account.changePassword", { currentPassword: password, newPassword });
  await browser.mutate("auth.login", { email, password: newPassword });
  await browser.mutate("auth.logout");
  await browser.mutate("auth.login", { email, password: newPassword });
  await browser.mutate("sessions.revokeAll");
  for (const procedure of ["suspend", "restore", "endSessions"]) {
    await admin.browser.mutate(`admin.${procedure}`, { userId: id });
  }
  await browser.mutate("auth.login", { email, password: newPassword });
  await browser.mutate("account.delete", { currentPassword: newPassword });
  await admin.browser.mutate("admin.endEverything");
  const { events } = world.database;
  expect(events.map(({ type }) => type)).toEqual([
    ...["login", "login_refused", "login_refused", "token_revoked", "session_ended", "password_refused"],
    ...["password_changed", "session_replaced", "login", "logout", "login", "all_sessions_ended"],
    ...["account_suspended", "account_restored", "all_sessions_ended", "login", "account_deleted", "everything_ended"],
  ]);
  expect(events.filter(({ userId }) => userId === null).map(({ type }) => type)).toEqual([
    "login_refused",
    "everything_ended",
  ]);
  for (const event of events) expect(event).toMatchObject({ at: expect.any(Date), address: expect.any(String) });
  const text = JSON.stringify(events);
  for (const secret of [password, newPassword, accessToken, refreshToken, "argon2", "some other phrase", "nobody@"]) {
    expect(text).not.toContain(secret);
  }
});

test("A replayed dead token doesn't fill the audit trail", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  const [first, second] = [await world.tokens(credentials), await world.tokens(credentials)];
  const revoke = (token: string) => world.client().mutate("auth.revoke", { token });
  const logOut = (token: string) => world.client().mutate("auth.logout", undefined, bearer(token));
  world.database.events.length = 0;
  for (let again = 0; again < 3; again += 1) {
    for (const token of [first.accessToken, first.refreshToken])
      expect(await revoke(token)).toMatchObject({ data: {} });
    expect(await logOut(second.accessToken)).toMatchObject({ data: { revoked: true } });
  }
  world.pass(700);
  const dead = browser.cookie("access_token");
  await revoke(dead);
  expect(world.database.events.map(({ type }) => type)).toEqual(["token_revoked", "session_ended", "logout"]);
});

test("Each event names its actor, session, request and target", async () => {
  const world = await createWorld();
  const admin = await world.admin();
  const { browser, credentials, id } = await world.person();
  const phone = await world.tokens(credentials);
  const [own, other, adminsOwn] = [
    await sessionOf(world, browser.cookie("access_token")),
    await sessionOf(world, phone.accessToken),
    await sessionOf(world, admin.browser.cookie("access_token")),
  ];
  const last = () => world.database.events.at(-1);
  world.request.id = "r-1";
  await world.client().mutate("auth.token", { ...credentials, password: "some other phrase" });
  expect(last()).toMatchObject({ type: "login_refused", userId: id, actorId: null, requestId: "r-1" });
  world.request.id = "r-2";
  await browser.mutate("sessions.revoke", { sessionId: other });
  expect(last()).toMatchObject({ type: "session_ended", userId: id, sessionId: other, requestId: "r-2" });
  expect(last()).toMatchObject({ actorId: id, actorSessionId: own });
  await admin.browser.mutate("admin.endSessions", { userId: id });
  expect(last()).toMatchObject({ type: "all_sessions_ended", userId: id, sessionId: null, count: 1, reason: "admin" });
  expect(last()).toMatchObject({ actorId: admin.id, actorSessionId: adminsOwn });
  const { accessToken } = await world.tokens(credentials);
  const third = await sessionOf(world, accessToken);
  expect(last()).toMatchObject({ type: "login", userId: id, sessionId: third, actorId: id });
  await world.client().mutate("auth.logout", undefined, bearer(accessToken));
  expect(last()).toMatchObject({ type: "logout", sessionId: third, actorId: id, actorSessionId: third });
});

test("A login that replaces another user's session is named as its actor", async () => {
  const world = await createWorld();
  const [ann, bob] = [await world.person(), await world.person()];
  await ann.browser.mutate("auth.login", bob.credentials);
  const replaced = world.database.events.find(({ type }) => type === "session_replaced");
  expect(replaced).toMatchObject({ userId: ann.id, actorId: bob.id });
});

test("One action is one event, with the number of sessions", async () => {
  const world = await createWorld();
  const { browser, credentials, id } = await world.person();
  const logIn = async () => {
    for (let i = 0; i < 5; i += 1) await world.tokens(credentials);
    world.database.events.length = 0;
  };
  await logIn();
  await browser.mutate("sessions.revokeOthers");
  await browser.mutate("sessions.revokeOthers");
  expect(world.database.events).toMatchObject([{ type: "other_sessions_ended", userId: id, count: 5 }]);
  await logIn();
  await browser.mutate("sessions.revokeAll");
  expect(world.database.events).toMatchObject([{ type: "all_sessions_ended", userId: id, count: 6 }]);
});

test("A demo token is marked, and attributed to its user", async () => {
  const world = await createWorld();
  const { browser } = await world.person();
  const verification = await world.auth.verify(browser.cookie("access_token"));
  if (!verification.ok) throw new Error("no session");
  const copy = await world.auth.signCopy(verification.claims);
  const tokenId = (await world.auth.verifySignature(copy.token))?.tokenId ?? "";
  world.api.demoClients.set(tokenId, { userAgent: "Firefox", address: "192.0.2.7" });
  await world.client("127.0.0.1").mutate("auth.revoke", { token: copy.token });
  const marked = { type: "token_revoked", reason: "trial", userAgent: "Firefox", address: "192.0.2.7" };
  expect(world.database.events.at(-1)).toMatchObject(marked);
  const another = await world.auth.signCopy(verification.claims);
  await world.client("127.0.0.1").mutate("auth.revoke", { token: another.token });
  expect(world.database.events.at(-1)).toMatchObject({ type: "token_revoked", reason: null, address: "127.0.0.1" });
});

async function sessionOf({ auth }: World, token: string): Promise<string | undefined> {
  return (await auth.verifySignature(token))?.sessionId;
}
