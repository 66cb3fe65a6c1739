import { expect, test } from "vitest";
import { bearer, createWorld, type Tokens, type World } from "./world/world.ts";

/** So many live sessions an account has at most. */
const MOST = 1_000;

/** Somebody with so many sessions: the first that were opened were seen in this order, their browser's last of all. */
async function crowd(world: World, total: number) {
  const person = await world.person();
  const opened: (string | undefined)[] = [];
  while (opened.length < total - 1) {
    const isFirst = opened.length < 5;
    if (isFirst) world.pass(1);
    // To sign is what takes the time: only the tokens that a test asks for are there.
    opened.push(await open(world, person.id, isFirst || opened.length === total - 2));
  }
  world.pass(1);
  await person.browser.mutate("auth.refresh");
  world.pass(1);
  return { ...person, opened };
}

/** Opens a session as a login would that needs no password; its access token if one is wanted. */
async function open(world: World, userId: string, hasToken: boolean) {
  const session = await world.auth.createSession(userId);
  const { id, line: generation, startedAt, expiresAt, first } = session;
  const account = await world.database.users.byId(userId);
  const row = {
    id,
    userId,
    generation,
    startedAt,
    expiresAt,
    refreshTokenId: first.refreshId,
    userAgent: null,
    address: null,
  };
  await world.database.sessions.open(row, account?.passwordHash ?? "");
  return hasToken ? (await world.auth.issue(session)).access.token : undefined;
}

async function sessionsOf(world: World, userId: string): Promise<string[]> {
  return (await world.database.sessions.live(userId, world.clock(), null)).map(({ id }) => id);
}

/** Why an access token is refused now; undefined if it isn't. */
async function refusal(world: World, accessToken = ""): Promise<unknown> {
  return (await world.client().query("account.me", undefined, bearer(accessToken))).reason;
}

test("A login beyond a thousand sessions ends the least recently seen", async () => {
  const world = await createWorld();
  const { browser, credentials, id, opened } = await crowd(world, MOST);
  const before = await sessionsOf(world, id);
  const { accessToken } = await world.tokens(credentials);
  const after = await sessionsOf(world, id);
  expect(before.filter((session) => !after.includes(session))).toEqual([before.at(-1)]);
  expect(after).toHaveLength(MOST);
  expect(await refusal(world, opened[0])).toBe("token_revoked");
  for (const token of [opened[1], opened.at(-1), accessToken]) expect(await refusal(world, token)).toBeUndefined();
  expect(await sessionsOf(world, id)).toHaveLength(MOST);
  expect((await browser.query("sessions.list")).data).toHaveLength(100);
});

test("The audit trail says which session made room for which login", async () => {
  const world = await createWorld();
  const { credentials, id } = await crowd(world, MOST);
  const oldest = (await sessionsOf(world, id)).at(-1);
  await world.client("192.0.2.7").mutate("auth.token", credentials, { "user-agent": "curl/8" });
  const circumstances = { userId: id, at: world.clock(), address: "192.0.2.7", userAgent: "curl/8", reason: null };
  expect(world.database.events.slice(-2)).toMatchObject([
    { type: "session_crowded_out", sessionId: oldest, ...circumstances },
    { type: "login", ...circumstances },
  ]);
});

test("Below the limit no login ends another session", async () => {
  const world = await createWorld();
  const { browser, credentials, id, opened } = await crowd(world, MOST);
  await browser.mutate("sessions.revoke", { sessionId: (await sessionsOf(world, id)).at(-2) });
  await world.tokens(credentials);
  expect(await refusal(world, opened[0])).toBeUndefined();
  expect(await refusal(world, opened[1])).toBe("token_revoked");
  expect(await sessionsOf(world, id)).toHaveLength(MOST);
  expect(world.observed).not.toContain("session_crowded_out");
});

test("A login that replaces its browser's session ends no other", async () => {
  const world = await createWorld();
  const { browser, credentials, id, opened } = await crowd(world, MOST);
  expect((await browser.mutate("auth.login", credentials)).status).toBe(200);
  expect((await browser.query("account.me")).status).toBe(200);
  expect(await refusal(world, opened[0])).toBeUndefined();
  expect(await sessionsOf(world, id)).toHaveLength(MOST);
  expect(world.observed).not.toContain("session_crowded_out");
});

test("A login never ends itself, even among equals", async () => {
  const world = await createWorld();
  const { credentials, id } = await world.person();
  for (let i = 1; i < MOST; i++) await open(world, id, false);
  for (let i = 0; i < 5; i++) {
    const { accessToken } = await world.tokens(credentials);
    expect(await refusal(world, accessToken)).toBeUndefined();
  }
  expect(await sessionsOf(world, id)).toHaveLength(MOST);
});

test("Concurrent logins all succeed, and the next one ends the excess", async () => {
  const world = await createWorld();
  const { credentials, id } = await crowd(world, MOST);
  const batch = await world.client().batch("auth.token", Array(10).fill(credentials));
  const answers = (await batch.json()) as { result: { data: Tokens } }[];
  for (const { result } of answers) expect(await refusal(world, result.data.accessToken)).toBeUndefined();
  const together = (await sessionsOf(world, id)).length;
  expect(together).toBeGreaterThanOrEqual(MOST);
  expect(together).toBeLessThan(MOST + 10);
  await world.tokens(credentials);
  expect(await sessionsOf(world, id)).toHaveLength(MOST);
});

test("An account far beyond the limit loses some with each login", async () => {
  const world = await createWorld();
  const { credentials, id } = await crowd(world, MOST + 500);
  const sizes: number[] = [];
  for (let i = 0; i < 4; i++) {
    await world.tokens(credentials);
    sizes.push((await sessionsOf(world, id)).length);
  }
  expect(sizes).toEqual([1301, 1102, MOST, MOST]);
});

test("If the blacklist takes no writes, the login is 503, ending nothing", async () => {
  const world = await createWorld();
  const { browser, credentials, id, opened } = await crowd(world, MOST + 1);
  const before = await sessionsOf(world, id);
  world.store.break("refuse", "put");
  const answer = await browser.mutate("auth.login", credentials);
  expect(answer).toMatchObject({ status: 503, reason: "blacklist_unavailable" });
  expect(answer.headers.getSetCookie()).toEqual([]);
  world.store.mend();
  world.pass(3);
  expect(await sessionsOf(world, id)).toEqual(before);
  expect(await refusal(world, opened[0])).toBeUndefined();
  expect((await browser.query("account.me")).status).toBe(200);
  const puts = world.store.calls.put;
  expect(await browser.mutate("auth.login", credentials)).toMatchObject({ status: 200 });
  // One write, so that no failure falls between the two.
  expect(world.store.calls.put - puts).toBe(1);
  expect(await refusal(world, opened[0])).toBe("token_revoked");
  expect(await sessionsOf(world, id)).toHaveLength(MOST);
});
