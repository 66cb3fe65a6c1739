import { expect, test } from "vitest";
import { bearer, createWorld, type World } from "./world/world.ts";

interface Listed {
  readonly id: string;
  readonly current: boolean;
}

test("The list shows the caller's live sessions and which one is theirs", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  await world.person();
  const phone = world.browser("192.0.2.7");
  await phone.mutate("auth.login", credentials, { "user-agent": "Phone" });
  const { data } = await browser.query("sessions.list");
  expect(data).toHaveLength(2);
  expect((data as Listed[]).filter(({ current }) => current)).toHaveLength(1);
  const other = (data as Listed[]).find(({ current }) => !current);
  expect(other).toEqual({
    id: expect.any(String),
    current: false,
    startedAt: expect.stringMatching(/Z$/),
    lastSeenAt: expect.stringMatching(/Z$/),
    userAgent: "Phone",
    address: "192.0.2.7",
    name: null,
  });
});

test("Ending one session ends it everywhere and leaves the others", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  const phone = world.browser();
  await phone.mutate("auth.login", credentials);
  const refreshToken = phone.cookie("refresh_token");
  const sessionId = await otherId(browser);
  expect(await browser.mutate("sessions.revoke", { sessionId })).toMatchObject({ status: 200, data: {} });
  expect(await phone.query("account.me")).toMatchObject({ status: 401, reason: "token_revoked" });
  expect(await world.client().mutate("auth.refresh", { refreshToken })).toMatchObject({ reason: "token_revoked" });
  expect((await browser.query("sessions.list")).data).toHaveLength(1);
});

test("Someone else's session, an unknown one and an ended one look alike", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  const stranger = await world.person();
  const phone = world.browser();
  await phone.mutate("auth.login", credentials);
  const ended = await otherId(browser);
  await browser.mutate("sessions.revoke", { sessionId: ended });
  const answers = [];
  for (const sessionId of [await ownId(stranger.browser), ended, "nothing", "__proto__", "%"]) {
    answers.push(await browser.mutate("sessions.revoke", { sessionId }));
  }
  for (const { status, body } of answers) expect([status, body]).toEqual([404, answers[0]?.body]);
  expect((await stranger.browser.query("account.me")).status).toBe(200);
});

test("A session past its end or of an older generation isn't listed", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  await world.tokens(credentials);
  await world.auth.revokeAll();
  await browser.mutate("auth.login", credentials);
  expect((await browser.query("sessions.list")).data).toHaveLength(1);
});

test("A session that was idle too long isn't listed", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  await world.tokens(credentials);
  world.pass(86_000);
  await browser.mutate("auth.refresh");
  // The lifetime of a refresh token, and the tolerance with which it is judged.
  world.pass(404);
  expect((await browser.query("sessions.list")).data).toHaveLength(2);
  world.pass(1);
  expect((await browser.query("sessions.list")).data).toHaveLength(1);
  expect(await browser.mutate("sessions.revokeOthers")).toMatchObject({ data: { count: 0 } });
});

test("Any session that may still be accepted ends with the others", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  const { refreshToken } = await world.tokens(credentials);
  world.pass(86_000);
  await browser.mutate("auth.refresh");
  world.pass(405);
  expect((await browser.query("sessions.list")).data).toHaveLength(1);
  await browser.mutate("sessions.revokeOthers");
  // As the clock tells that is a moment behind.
  world.pass(-1);
  expect(await world.client().mutate("auth.refresh", { refreshToken })).toMatchObject({ reason: "token_revoked" });
});

test("Ending the others counts them, in one write, and leaves the caller's", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  const others = [await world.tokens(credentials), await world.tokens(credentials), await world.tokens(credentials)];
  const puts = world.store.calls.put;
  expect(await browser.mutate("sessions.revokeOthers")).toMatchObject({ data: { count: 3 } });
  expect(world.store.calls.put - puts).toBe(1);
  for (const { accessToken } of others)
    expect(await use(world, accessToken)).toMatchObject({ reason: "token_revoked" });
  expect((await browser.query("account.me")).status).toBe(200);
  expect(await browser.mutate("sessions.revokeOthers")).toMatchObject({ data: { count: 0 } });
});

test("revokeAll ends the caller's session; a simultaneous login lives", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  const { accessToken, refreshToken } = await world.tokens(credentials);
  const own = browser.cookie("access_token");
  const answer = await browser.mutate("sessions.revokeAll");
  expect(answer).toMatchObject({ data: { count: 2 } });
  expect(answer.headers.getSetCookie()).toHaveLength(2);
  for (const token of [own, accessToken]) expect(await use(world, token)).toMatchObject({ reason: "token_revoked" });
  expect(await world.client().mutate("auth.refresh", { refreshToken })).toMatchObject({ reason: "token_revoked" });
  await browser.mutate("auth.login", credentials);
  expect((await browser.query("account.me")).status).toBe(200);
  expect((await browser.query("sessions.list")).data).toHaveLength(1);
});

test("A session missing from the database is refused despite its token", async () => {
  const world = await createWorld();
  const { browser } = await world.person();
  await world.database.sessions.endEverything(world.clock(), "none");
  expect(await browser.query("account.me")).toMatchObject({ status: 401, reason: "token_revoked" });
});

test("The list has pages of a hundred, each session once", async () => {
  const world = await createWorld({ loginAttempts: 1000 });
  const { browser, id } = await world.person();
  const account = await world.database.users.byId(id);
  for (let i = 0; i < 230; i += 1) {
    const { id: sessionId, line: generation, startedAt, expiresAt } = await world.auth.createSession(id);
    const row = { id: sessionId, userId: id, generation, startedAt, expiresAt, refreshTokenId: null };
    await world.database.sessions.open({ ...row, userAgent: null, address: null }, account?.passwordHash ?? "");
    if (i % 50 === 0) world.pass(1);
  }
  const pages: Listed[][] = [];
  let cursor: string | undefined;
  do {
    const page = (await browser.query("sessions.list", { cursor })).data as Listed[];
    pages.push(page);
    cursor = page.at(-1)?.id;
  } while (pages.at(-1)?.length === 100);
  expect(pages.map(({ length }) => length)).toEqual([100, 100, 31]);
  expect(new Set(pages.flat().map((session) => session.id)).size).toBe(231);
});

test("A session that ends between two pages doesn't shift the list", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  for (let i = 0; i < 3; i += 1) {
    world.pass(1);
    await world.tokens(credentials);
  }
  const [first, second, ...rest] = (await browser.query("sessions.list")).data as Listed[];
  await browser.mutate("sessions.revoke", { sessionId: second?.id });
  expect((await browser.query("sessions.list", { cursor: second?.id })).data).toEqual(rest);
  expect(first?.current).toBe(false);
});

test("A second list in one batch is 400", async () => {
  const { browser } = await (await createWorld()).person();
  const response = await browser.send("sessions.list,sessions.list,account.me?batch=1");
  const answers = (await response.json()) as { error?: { message: string; data: { httpStatus: number } } }[];
  expect(answers.map(({ error }) => error?.data.httpStatus)).toEqual([undefined, 400, undefined]);
  expect(answers[1]?.error?.message).toBe("Only one call of a batch can list sessions.");
});

test("People name their devices, their own and live ones only", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  const phone = world.browser();
  await phone.mutate("auth.login", credentials);
  const sessionId = await otherId(browser);
  const rename = (input: object) => browser.mutate("sessions.rename", input);
  expect(await rename({ sessionId, name: " My phone \u200b" })).toMatchObject({ status: 200, data: {} });
  const named = (await browser.query("sessions.list")).data as { id: string; name: string | null }[];
  expect(named.find(({ id }) => id === sessionId)?.name).toBe("My phone");
  await phone.mutate("auth.refresh");
  expect((await phone.query("sessions.list")).data).toContainEqual(expect.objectContaining({ name: "My phone" }));
  for (const name of ["", "\u3164", "x".repeat(101)]) {
    expect([name, (await rename({ sessionId, name })).status]).toEqual([name, 400]);
  }
  expect((await rename({ sessionId, name: null })).status).toBe(200);
  const stranger = await world.person();
  await browser.mutate("sessions.revoke", { sessionId });
  for (const id of [await ownId(stranger.browser), sessionId, "nothing"]) {
    expect(await rename({ sessionId: id, name: "Mine" })).toMatchObject({ status: 404, reason: "not_found" });
  }
});

test("Ending one session looks one session up, however many there are", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  await world.tokens(credentials);
  const sessionId = await otherId(browser);
  const asked: string[] = [];
  world.database.before = (method) => void asked.push(method);
  await browser.mutate("sessions.revoke", { sessionId });
  expect(asked.filter((method) => method.startsWith("sessions."))).toEqual(["sessions.findLive", "sessions.end"]);
});

async function ids(browser: { query(procedure: string): Promise<{ data: unknown }> }, isCurrent: boolean) {
  const { data } = await browser.query("sessions.list");
  return (data as Listed[]).find(({ current }) => current === isCurrent)?.id ?? "";
}

function otherId(browser: Parameters<typeof ids>[0]) {
  return ids(browser, false);
}

function ownId(browser: Parameters<typeof ids>[0]) {
  return ids(browser, true);
}

function use(world: World, token: string) {
  return world.client().query("account.me", undefined, bearer(token));
}
