import { expect, test } from "vitest";
import { bearer, createWorld } from "./world/world.ts";

interface Entry {
  readonly type: string;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly sessionId: string | null;
}

test("Users read what happened to their own account, newest first", async () => {
  const world = await createWorld();
  const other = await world.person();
  const { browser, email, credentials } = await world.person();
  world.pass(1);
  await world
    .client("192.0.2.7")
    .mutate("auth.token", { email, password: "not my password" }, { "user-agent": "curl/8" });
  world.pass(1);
  const { accessToken } = await world.tokens(credentials);
  const { status, data } = await world.client().query("account.activity", undefined, bearer(accessToken));
  expect(status).toBe(200);
  const entries = data as Entry[];
  expect(entries.map(({ type }) => type)).toEqual(["login", "login_refused", "signup"]);
  expect(entries[1]).toMatchObject({ address: "192.0.2.7", userAgent: "curl/8", sessionId: null });
  expect((await browser.query("account.activity")).data).toEqual(entries);
  expect((await other.browser.query("account.activity")).data).toMatchObject([{ type: "signup" }]);
});

test("A user doesn't learn an administrator's address", async () => {
  const world = await createWorld();
  const admin = await world.admin();
  const { id, credentials } = await world.person();
  for (const procedure of ["admin.endSessions", "admin.suspend", "admin.restore"]) {
    world.pass(1);
    expect((await admin.browser.mutate(procedure, { userId: id }, { "user-agent": "AdminOS" })).status).toBe(200);
  }
  world.pass(1);
  const { accessToken } = await world.tokens(credentials);
  const { data } = await world.client().query("account.activity", undefined, bearer(accessToken));
  const byAdmin = (data as Entry[]).slice(1, 4);
  expect(byAdmin.map(({ type }) => type)).toEqual(["account_restored", "account_suspended", "all_sessions_ended"]);
  for (const entry of byAdmin) expect(entry).toMatchObject({ address: null, userAgent: null, sessionId: null });
});

test("Administrators read every account's activity, users only their own", async () => {
  const world = await createWorld();
  const admin = await world.admin();
  const { id, browser } = await world.person();
  await admin.browser.mutate("admin.suspend", { userId: id }, { "user-agent": "AdminOS" });
  const { data } = await admin.browser.query("admin.activity", { userId: id });
  expect(data).toMatchObject([{ type: "account_suspended", userAgent: "AdminOS" }, { type: "signup" }]);
  await admin.browser.mutate("admin.restore", { userId: id });
  const other = await world.person();
  expect(await other.browser.query("admin.activity", { userId: id })).toMatchObject({ reason: "role_required" });
  expect((await browser.query("admin.activity", { userId: id })).status).toBe(401);
});

test("Users page through everything kept, each event once", async () => {
  const world = await createWorld();
  const { browser, id } = await world.person();
  const other = await world.person();
  const event = {
    at: world.clock(),
    type: "login",
    userId: id,
    sessionId: null,
    reason: null,
    userAgent: null,
    address: null,
  };
  await world.database.audit.record(Array.from({ length: 120 }, (_, i) => ({ ...event, userAgent: `${i}` })));
  await world.database.audit.record([{ ...event, userId: other.id }]);
  const pages: Page[] = [];
  let cursor: string | undefined;
  do {
    const page = (await browser.query("account.activity", { cursor })).data as Page;
    pages.push(page);
    cursor = page.at(-1)?.id;
  } while (pages.at(-1)?.length === 50);
  expect(pages.map(({ length }) => length)).toEqual([50, 50, 21]);
  expect(new Set(pages.flat().map((each) => each.id)).size).toBe(121);
  const admin = await world.admin();
  const second = await admin.browser.query("admin.activity", { userId: id, cursor: pages[0]?.at(-1)?.id });
  expect(second.data).toEqual(pages[1]);
});

test("An ended session is shown with its device and its ender", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  await world.client().mutate("auth.token", credentials, { "user-agent": "Tablet" });
  const { data } = await browser.query("sessions.list");
  const tablet = (data as { id: string; current: boolean }[]).find(({ current }) => !current);
  await browser.mutate("sessions.revoke", { sessionId: tablet?.id }, { "user-agent": "Laptop" });
  const [entry] = (await browser.query("account.activity")).data as Entry[];
  expect(entry).toMatchObject({ type: "session_ended", sessionId: tablet?.id, detail: "Tablet", userAgent: "Laptop" });
});

type Page = readonly { readonly id: string }[];

test("A second log in one batch is 400", async () => {
  const world = await createWorld();
  const { browser, id } = await world.admin();
  const input = encodeURIComponent(JSON.stringify({ 0: {}, 1: { userId: id }, 2: {} }));
  const response = await browser.send(`account.activity,admin.activity,account.me?batch=1&input=${input}`);
  const answers = (await response.json()) as { error?: { message: string; data: { httpStatus: number } } }[];
  expect(answers.map(({ error }) => error?.data.httpStatus)).toEqual([undefined, 400, undefined]);
  expect(answers[1]?.error?.message).toBe("Only one call of a batch can read an account’s log.");
});
