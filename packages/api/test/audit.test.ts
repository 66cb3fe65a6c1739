import { expect, test } from "vitest";
import { createWorld } from "./world/world.ts";

test("Every authentication event is noted with who, when, from where, and no secret", async () => {
  const world = await createWorld();
  const admin = await world.admin();
  const { browser, credentials, email, password, id } = await world.person();
  world.database.events.length = 0;
  const newPassword = "quite another phrase";
  const { accessToken, refreshToken } = await world.tokens(credentials);
  await world.client().mutate("auth.token", { email, password: "some other phrase" });
  await world.client().mutate("auth.token", { email: "nobody@example.com", password });
  await browser.mutate("account.changePassword", { currentPassword: "some other phrase", newPassword });
  await browser.mutate("account.changePassword", { currentPassword: password, newPassword });
  await world.client().mutate("auth.revoke", { token: accessToken });
  await world.client().mutate("auth.revoke", { token: refreshToken });
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
    ...["login", "login_refused", "login_refused", "password_refused", "password_changed"],
    ...["token_revoked", "session_ended", "session_replaced", "login", "logout", "login", "all_sessions_ended"],
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
