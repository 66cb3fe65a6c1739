import { expect, test } from "vitest";
import type { Caller } from "./world/caller.ts";
import { bearer, createWorld } from "./world/world.ts";

async function sessionOf(browser: Caller): Promise<Record<string, string>> {
  const { data } = await browser.query("account.me");
  return { "x-curfew-session": (data as { session: { id: string } }).session.id };
}

test("A page acts only for the session it was rendered for", async () => {
  const world = await createWorld();
  const browser = world.browser();
  const first = await world.person(browser);
  const page = await sessionOf(browser);
  const second = await world.person(browser);
  const calls: [string, unknown][] = [
    ["sessions.revokeAll", undefined],
    ["sessions.revokeOthers", undefined],
    ["account.delete", { currentPassword: second.password }],
    ["account.changePassword", { currentPassword: second.password, newPassword: "quite another phrase" }],
    ["auth.logout", undefined],
    ["auth.refresh", undefined],
    ["auth.login", first.credentials],
  ];
  for (const [procedure, input] of calls) {
    const answer = await browser.mutate(procedure, input, page);
    expect([procedure, answer.status, answer.reason]).toEqual([procedure, 409, "session_changed"]);
    expect(answer.headers.getSetCookie()).toEqual([]);
  }
  for (const procedure of ["account.me", "sessions.list", "sessions.watch"]) {
    expect(await browser.query(procedure, undefined, page)).toMatchObject({ status: 409, reason: "session_changed" });
  }
  expect(await browser.query("account.me")).toMatchObject({ data: { user: { email: second.email } } });
  expect((await browser.mutate("auth.login", second.credentials)).status).toBe(200);
});

test("A page of the session that is logged in now is served", async () => {
  const world = await createWorld();
  const { browser } = await world.person();
  const page = await sessionOf(browser);
  expect((await browser.query("sessions.list", undefined, page)).status).toBe(200);
  world.pass(601);
  expect((await browser.mutate("auth.refresh", undefined, page)).status).toBe(200);
  expect((await browser.query("account.me", undefined, page)).status).toBe(200);
  expect(await browser.mutate("auth.logout", undefined, page)).toMatchObject({ data: { revoked: true } });
});

test("An expired access cookie doesn't hide the refresh cookie's session", async () => {
  const world = await createWorld();
  const browser = world.browser();
  await world.person(browser);
  const page = await sessionOf(browser);
  await world.person(browser);
  world.pass(601);
  expect(await browser.query("account.me", undefined, page)).toMatchObject({ reason: "session_changed" });
});

test("A Bearer caller is held to the session it names too", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  const { accessToken } = await world.tokens(credentials);
  const page = await sessionOf(browser);
  const call = (header: Record<string, string>) =>
    world.client().mutate("auth.logout", undefined, { ...bearer(accessToken), ...header });
  expect(await call(page)).toMatchObject({ status: 409, reason: "session_changed" });
  expect(await call({ "x-curfew-session": "" })).toMatchObject({ status: 409 });
  expect(await call({})).toMatchObject({ data: { revoked: true } });
});

test("Without a session of ours the session header is ignored", async () => {
  const world = await createWorld();
  const page = { "x-curfew-session": "gone" };
  expect(await world.browser().query("account.me", undefined, page)).toMatchObject({ reason: "token_missing" });
  expect(await world.browser().mutate("auth.logout", undefined, page)).toMatchObject({ data: { revoked: false } });
  const { credentials } = await world.person();
  expect((await world.client().mutate("auth.token", credentials, page)).status).toBe(200);
});

test("A page learns how its session ended, from either token", async () => {
  const world = await createWorld();
  const admin = await world.admin();
  type Somebody = Awaited<ReturnType<typeof world.person>>;
  const endedElsewhere = async ({ credentials }: Somebody) => {
    const other = world.browser();
    await other.mutate("auth.login", credentials);
    return other.mutate("sessions.revokeOthers");
  };
  const endings: [ended: string, end: (person: Somebody) => Promise<unknown>][] = [
    ["session_ended", endedElsewhere],
    ["account_suspended", ({ id }) => admin.browser.mutate("admin.suspend", { userId: id })],
    ["everything_ended", () => admin.browser.mutate("admin.endEverything")],
  ];
  for (const [ended, end] of endings) {
    const person = await world.person();
    const { browser } = person;
    const page = await sessionOf(browser);
    await end(person);
    const answers = [
      await browser.query("account.me", undefined, page),
      await browser.mutate("auth.refresh", undefined, page),
    ];
    for (const { reason, error } of answers) expect([reason, error?.data.ended]).toEqual(["token_revoked", ended]);
    // Nobody else: who asks as no page gets the reason of the table, and no more.
    const plain = await browser.query("account.me");
    expect([plain.reason, plain.error?.data.ended]).toEqual(["token_revoked", undefined]);
  }
});
