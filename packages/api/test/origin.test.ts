import { expect, test } from "vitest";
import { bearer, createWorld, ORIGIN, type Tokens } from "./world/world.ts";

const FOREIGN = [
  "https://evil.example",
  "null",
  "http://localhost:3001",
  `${ORIGIN}.evil.example`,
  "",
  "http://localhost:3000/",
  "HTTP://LOCALHOST:3000",
];

test("A mutation with cookies from another origin is refused, and changes nothing", async () => {
  const { person, client, questions } = await createWorld();
  const { browser, password } = await person();
  const cookie = cookies(browser);
  const asked = questions();
  for (const origin of FOREIGN) {
    for (const [procedure, input] of Object.entries(mutations(password))) {
      const answer = await client().mutate(procedure, input, { cookie, origin });
      expect([origin, procedure, answer.status, answer.reason]).toEqual([origin, procedure, 403, "origin_refused"]);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  }
  expect(questions()).toBe(asked);
  expect((await browser.query("account.me")).status).toBe(200);
});

test("Login and sign-up from another origin are refused without cookies too", async () => {
  const { person, client } = await createWorld();
  const { credentials } = await person();
  for (const origin of FOREIGN) {
    for (const procedure of ["auth.login", "auth.signup", "auth.logout"]) {
      expect(await client().mutate(procedure, credentials, { origin })).toMatchObject({ reason: "origin_refused" });
    }
  }
});

test("Without Origin, Sec-Fetch-Site decides; without both, only cookieless requests pass", async () => {
  const { person, client } = await createWorld();
  const { browser } = await person();
  const cookie = cookies(browser);
  const status = async (headers: Record<string, string>) => (await client().mutate("auth.logout", {}, headers)).status;
  for (const site of ["cross-site", "same-site", "", "Same-Origin"]) {
    expect([site, await status({ cookie, "sec-fetch-site": site })]).toEqual([site, 403]);
    expect([site, await status({ "sec-fetch-site": site })]).toEqual([site, 403]);
  }
  expect(await status({ cookie })).toBe(403);
  expect(await status({ cookie: `theme=dark; ${cookie}` })).toBe(403);
  expect(await status({})).toBe(200);
  expect(await status({ cookie, "sec-fetch-site": "none" })).toBe(200);
  expect(await status({ cookie, "sec-fetch-site": "same-origin" })).toBe(200);
  expect(await status({ cookie, origin: ORIGIN, "sec-fetch-site": "cross-site" })).toBe(200);
  expect(await status({ cookie, origin: "https://evil.example", "sec-fetch-site": "same-origin" })).toBe(403);
});

test("Other apps' cookies don't count for the origin rule", async () => {
  const { person, client } = await createWorld();
  await person();
  const others = [
    "theme=dark",
    "xaccess_token=1",
    "access_token2=1",
    "ACCESS_TOKEN=1",
    "access_token=",
    "__Host-access_token=1",
  ];
  for (const cookie of others) {
    expect([cookie, (await client().mutate("auth.logout", {}, { cookie })).status]).toEqual([cookie, 200]);
  }
});

test("Bearer calls and calls on their body alone need no origin", async () => {
  const { person, client, tokens } = await createWorld();
  const { browser, credentials } = await person();
  for (const extra of [{}, { cookie: "theme=dark" }, { cookie: cookies(browser) }]) {
    const headers = { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site", ...extra };
    const { refreshToken } = await tokens(credentials);
    const signup = {
      email: `new${Object.keys(extra)}${Math.random()}@example.com`,
      password: "a wholly new phrase",
      name: "New",
    };
    const calls = {
      "auth.token": credentials,
      "auth.refresh": { refreshToken },
      "auth.revoke": { token: refreshToken },
      "auth.signup": { ...signup, tokens: true },
    };
    for (const [procedure, input] of Object.entries(calls)) {
      const answer = await client().mutate(procedure, input, headers);
      expect([procedure, answer.status, answer.headers.getSetCookie()]).toEqual([procedure, 200, []]);
    }
    const { accessToken } = await tokens(credentials);
    const bearing = { ...headers, ...bearer(accessToken) };
    expect(await client().mutate("sessions.revokeOthers", {}, bearing)).toMatchObject({ status: 200 });
    await browser.mutate("auth.login", credentials);
  }
});

test("A call on its body alone leaves the cookies' session alone", async () => {
  const { person, client, tokens } = await createWorld();
  const { browser, credentials } = await person();
  const cookie = cookies(browser);
  const { refreshToken } = await tokens(credentials);
  const signup = { email: "new@example.com", password: "a wholly new phrase", name: "New", tokens: true };
  const calls = { "auth.token": credentials, "auth.refresh": { refreshToken }, "auth.signup": signup };
  for (const [procedure, input] of Object.entries(calls)) {
    expect(await client().mutate(procedure, input, { cookie })).toMatchObject({ status: 200 });
    expect(await browser.query("account.me")).toMatchObject({ data: { user: { email: credentials.email } } });
  }
});

test("Signing up for tokens returns them, and sets no cookies", async () => {
  const { client } = await createWorld();
  const input = { email: "new@example.com", password: "a wholly new phrase", name: "New", tokens: true };
  const { status, data, headers } = await client().mutate("auth.signup", input);
  expect([status, headers.getSetCookie()]).toEqual([200, []]);
  const { user, ...tokens } = data as Tokens & { user: object };
  expect(user).toMatchObject({ email: "new@example.com", role: "user" });
  expect(Object.keys(tokens).sort()).toEqual(["accessToken", "expiresAt", "refreshToken", "tokenType"]);
  expect(await client().query("account.me", undefined, bearer(tokens.accessToken))).toMatchObject({ data: { user } });
});

test("The same procedures come under the rule where they use cookies", async () => {
  const { person, client } = await createWorld();
  const { browser } = await person();
  const headers = { origin: "https://elsewhere.example", cookie: cookies(browser) };
  const signup = { email: "new@example.com", password: "a wholly new phrase", name: "New" };
  for (const tokens of [undefined, false, "true", 1]) {
    expect(await client().mutate("auth.signup", { ...signup, tokens }, headers)).toMatchObject({ status: 403 });
  }
  expect(await client().mutate("auth.refresh", {}, headers)).toMatchObject({ status: 403 });
});

test("The origin is judged before the body and its type", async () => {
  const { person, client, database } = await createWorld();
  const { browser, password } = await person();
  const noted = database.events.length;
  const headers = { origin: "https://evil.example", cookie: cookies(browser) };
  const init = { method: "POST", headers };
  for (const procedure of Object.keys(mutations(password))) {
    const bodies = [{}, { body: "{" }, { body: new FormData() }, { body: "x".repeat(70_000) }];
    for (const body of bodies) {
      expect([procedure, (await client().send(procedure, { ...init, ...body })).status]).toEqual([procedure, 403]);
    }
  }
  expect((await client().send("auth.logout,auth.token?batch=1", init)).status).toBe(403);
  expect(database.events.length).toBe(noted);
});

test("An origin refusal names the app's own address", async () => {
  const { client } = await createWorld();
  const { error } = await client().mutate("auth.login", {}, { origin: "http://127.0.0.1:3000" });
  expect(error?.message).toBe(
    `This request came from a different address than the app’s own. Open ${ORIGIN} and try again.`,
  );
  expect(error?.data.origin).toBe(ORIGIN);
});

test("Queries need no origin", async () => {
  const { person, client } = await createWorld();
  const { browser } = await person();
  const headers = { cookie: cookies(browser), origin: "https://evil.example", "sec-fetch-site": "cross-site" };
  expect(await client().query("account.me", undefined, headers)).toMatchObject({ status: 200 });
});

test("A page rendered on the server can ask but change nothing", async () => {
  const { api, person, store } = await createWorld();
  const { browser, email } = await person();
  const headers = new Headers({ cookie: cookies(browser), origin: ORIGIN });
  const caller = api.createServerCaller(headers, "203.0.113.9");
  expect(await caller.account.me()).toMatchObject({ user: { email } });
  await expect(caller.auth.logout()).rejects.toMatchObject({ reason: "origin_refused" });
  await expect(caller.sessions.revokeAll()).rejects.toMatchObject({ reason: "origin_refused" });
  await expect(api.createServerCaller(new Headers(), "").account.me()).rejects.toMatchObject({
    reason: "token_missing",
  });
  store.break("refuse");
  const answer = api.createServerCaller(headers, "").account.me();
  await expect(answer).rejects.toMatchObject({ reason: "blacklist_unavailable", status: 503 });
});

function cookies({ cookie }: { cookie(name: string): string }): string {
  return `access_token=${cookie("access_token")}; refresh_token=${cookie("refresh_token")}`;
}

function mutations(currentPassword: string): Record<string, unknown> {
  return {
    "auth.logout": {},
    "auth.refresh": {},
    "sessions.revokeAll": {},
    "sessions.revokeOthers": {},
    "account.delete": { currentPassword },
    "account.changePassword": { currentPassword, newPassword: "quite another phrase" },
    "admin.endEverything": {},
  };
}
