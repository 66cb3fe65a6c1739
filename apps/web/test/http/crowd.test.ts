import { randomUUID } from "node:crypto";
import { startRedis } from "@curfew/testing/redis-server";
import { expect, onTestFinished, test } from "vitest";
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

const STORES: Readonly<Record<string, () => Promise<Record<string, string>>>> = {
  SQLite: async () => ({}),
  async Redis() {
    const server = await startRedis();
    onTestFinished(() => server.stop());
    return { REDIS_URL: server.url };
  },
};

test.each(Object.keys(STORES))(
  "No call of a full account blocks the event loop for 100 ms: on %s",
  async (store) => {
    const site = await startSite({ LOGIN_ATTEMPTS: "1000", ...(await STORES[store]?.()) });
    await call(site, "auth.signup", { ...credentials(CHANGES[0][0]), name: "N" });
    const rounds: Turns[] = [];
    for (const [before, after] of CHANGES) rounds.push(await round(site, before, after));
    for (const name of Object.keys(rounds[0] ?? {})) {
      // What happens to fall into a turn besides, such as a collection of garbage, isn't there every time.
      expect.soft(Math.min(...rounds.map((turns) => turns[name] ?? Number.NaN)), name).toBeLessThan(HOLD_MS);
    }
    expect(site.log.filter((line) => line.includes("failed"))).toEqual([]);
  },
  120_000,
);

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
  await measure("list", async () =>
    expect(await (await ask(site, own)).json()).toHaveProperty("result.data.length", PAGE),
  );
  await measure("revoke", () => call(site, "sessions.revoke", { sessionId: "nothing" }, own, 404));
  await measure("revokeOthers", () => call(site, "sessions.revokeOthers", undefined, own));
  await measure("changePassword", () =>
    call(site, "account.changePassword", { currentPassword: password, newPassword }, own),
  );
  const next = await logIn(site, newPassword);
  await measure("revokeAll", () => call(site, "sessions.revokeAll", undefined, next));
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

async function logIn(site: TestSite, password: string): Promise<Headers> {
  const answer = await call(site, "auth.token", credentials(password));
  const { accessToken } = (await answer.json()).result.data as { accessToken: string };
  return new Headers({ authorization: `Bearer ${accessToken}` });
}

function ask({ origin }: TestSite, headers: Headers): Promise<Response> {
  return fetch(`${origin}/api/trpc/sessions.list`, { headers });
}

async function call({ origin }: TestSite, procedure: string, input: unknown, own?: Headers, status = 200) {
  const headers = new Headers(own);
  headers.set("content-type", "application/json");
  const body = input === undefined ? null : JSON.stringify(input);
  const response = await fetch(`${origin}/api/trpc/${procedure}`, { method: "POST", headers, body });
  expect([procedure, response.status]).toEqual([procedure, status]);
  return response;
}
