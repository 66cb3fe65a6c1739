import { expect, test } from "vitest";
import { bearer, createWorld } from "./world/world.ts";

test("Every authentication event is noted with who, when, from where, and no secret", async () => {
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

test("An old token that is presented over and over fills no trail: what had ended already is no news", async () => {
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
