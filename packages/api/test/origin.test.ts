import { expect, test } from "vitest";
import { bearer, createWorld, ORIGIN } from "./world/world.ts";

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

test("Without Origin, Sec-Fetch-Site decides; with neither, only a request without cookies passes", async () => {
  const { person, client } = await createWorld();
  const { browser } = await person();
  const cookie = cookies(browser);
  const status = async (headers: Record<string, string>) => (await client().mutate("auth.logout", {}, headers)).status;
  for (const site of ["cross-site", "same-site", "", "Same-Origin"]) {
    expect([site, await status({ cookie, "sec-fetch-site": site })]).toEqual([site, 403]);
    expect([site, await status({ "sec-fetch-site": site })]).toEqual([site, 403]);
  }
  expect(await status({ cookie })).toBe(403);
  expect(await status({ cookie: "theme=dark" })).toBe(403);
  expect(await status({})).toBe(200);
  expect(await status({ cookie, "sec-fetch-site": "none" })).toBe(200);
  expect(await status({ cookie, "sec-fetch-site": "same-origin" })).toBe(200);
  expect(await status({ cookie, origin: ORIGIN, "sec-fetch-site": "cross-site" })).toBe(200);
  expect(await status({ cookie, origin: "https://evil.example", "sec-fetch-site": "same-origin" })).toBe(403);
});

test("A Bearer call needs no origin, and one without cookies that sets none doesn't either", async () => {
  const { person, client, tokens } = await createWorld();
  const { credentials } = await person();
  const origin = "https://elsewhere.example";
  const { refreshToken } = await tokens(credentials);
  expect(await client().mutate("auth.token", credentials, { origin })).toMatchObject({ status: 200 });
  expect(await client().mutate("auth.refresh", { refreshToken }, { origin })).toMatchObject({ status: 200 });
  expect(await client().mutate("auth.revoke", { token: refreshToken }, { origin })).toMatchObject({ status: 200 });
  const { accessToken } = await tokens(credentials);
  expect(await client().mutate("sessions.revokeOthers", {}, { ...bearer(accessToken), origin })).toMatchObject({
    status: 200,
  });
});

test("The same call with a cookie in it is refused", async () => {
  const { person, client } = await createWorld();
  const { credentials } = await person();
  const headers = { origin: "https://elsewhere.example", cookie: "theme=dark" };
  expect(await client().mutate("auth.token", credentials, headers)).toMatchObject({ reason: "origin_refused" });
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
