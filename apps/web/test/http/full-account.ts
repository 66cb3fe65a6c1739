import { randomUUID } from "node:crypto";
import { bearer, call, type Tokens } from "@curfew/testing/client";
import { expect } from "vitest";
import { longestTurn } from "../support/longest-turn.ts";
import { startSite, type TestSite } from "../support/site.ts";

const HOLD_MS = 100;

/** As many live sessions as an account has, and a few that are just opening. */
const CROWD = 1_010;

/** So many of them one answer lists. */
const PAGE = 100;

const EMAIL = "n@example.com";
/** What the password is, and what it is changed to, round by round. */
const CHANGES = [
  ["a wholly new phrase", "quite another phrase"],
  ["quite another phrase", "a wholly new phrase"],
] as const;

/** So long are the user agents that are kept, and none is slower to name. */
const USER_AGENT = "(".repeat(512);

/** For who calls `expectNoLongTurn`: each round fills the account anew for each call, milliseconds. */
export const CROWD_TIMEOUT_MS = 120_000;

/** Makes every call that looks at all the sessions of a full account; expects none to take the event loop for long. */
export async function expectNoLongTurn(settings: Readonly<Record<string, string>>): Promise<void> {
  const site = await startSite({ LOGIN_ATTEMPTS: "1000", ...settings });
  await done(site, "auth.signup", { ...credentials(CHANGES[0][0]), name: "N" });
  const rounds: Turns[] = [];
  for (const [before, after] of CHANGES) rounds.push(await round(site, before, after));
  for (const name of Object.keys(rounds[0] ?? {})) {
    // What happens to fall into a turn besides, such as a collection of garbage, isn't there every time.
    expect.soft(Math.min(...rounds.map((turns) => turns[name] ?? Number.NaN)), name).toBeLessThan(HOLD_MS);
  }
  expect(site.log.filter((line) => line.includes("failed"))).toEqual([]);
}

/** The longest turn that each call took. */
type Turns = Record<string, number>;

/** Calls everything once that looks at all the sessions of an account, or ends them. */
async function round(site: TestSite, password: string, newPassword: string): Promise<Turns> {
  const turns: Turns = {};
  const measure = async (name: string, work: () => Promise<unknown>) => {
    await crowd(site);
    turns[name] = await longestTurn(work);
  };
  await measure("login", () => logIn(site, password));
  const own = await logIn(site, password);
  await measure("list", async () => expect(await done(site, "sessions.list", undefined, own)).toHaveLength(PAGE));
  await measure("revoke", () => done(site, "sessions.revoke", { sessionId: "nothing" }, own, 404));
  await measure("revokeOthers", () => done(site, "sessions.revokeOthers", null, own));
  await measure("changePassword", () =>
    done(site, "account.changePassword", { currentPassword: password, newPassword }, own),
  );
  const next = await logIn(site, newPassword);
  await measure("revokeAll", () => done(site, "sessions.revokeAll", null, next));
  return turns;
}

/** Fills the account up, past the door: a thousand passwords would take their time to check. */
async function crowd({ app: { auth, database, clock } }: TestSite): Promise<void> {
  const account = await database.users.byEmail(EMAIL);
  if (account === null) throw new Error("nobody signed up");
  const { id: userId, passwordHash } = account;
  const { line: generation, startedAt, expiresAt } = await auth.createSession(userId);
  const row = {
    userId,
    generation,
    startedAt,
    expiresAt,
    refreshTokenId: null,
    userAgent: USER_AGENT,
    address: "2001:db8::1",
  };
  const present = await database.sessions.live(userId, clock(), null);
  for (let i = present.length; i < CROWD; i++) {
    await database.sessions.open({ ...row, id: randomUUID() }, passwordHash);
  }
}

function credentials(password: string) {
  return { email: EMAIL, password };
}

async function logIn(site: TestSite, password: string): Promise<string> {
  const { accessToken } = (await done(site, "auth.token", credentials(password))) as Tokens;
  return accessToken;
}

/** What a call answers that has to be answered so. */
async function done({ origin }: TestSite, procedure: string, input?: unknown, token?: string, expected = 200) {
  const headers = token === undefined ? {} : bearer(token);
  const { status, data } = await call({ address: origin }, procedure, { input, headers });
  expect([procedure, status]).toEqual([procedure, expected]);
  return data;
}
