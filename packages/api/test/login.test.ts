import { expect, test } from "vitest";
import { bearer, createWorld } from "./world/world.ts";

test("Signing up creates an account, logs in, and reveals no secret", async () => {
  const { browser, database, clock } = await createWorld();
  const tab = browser();
  const answer = await tab.mutate("auth.signup", {
    email: "  Ann@Example.COM ",
    password: "a wholly new phrase",
    name: " Ann ",
  });
  expect(answer.status).toBe(200);
  expect(answer.data).toEqual({
    user: { id: expect.any(String), email: "ann@example.com", name: "Ann", role: "user" },
  });
  expect(await tab.query("account.me")).toMatchObject({
    data: { user: { email: "ann@example.com", role: "user" }, session: { startedAt: expect.any(String) } },
  });
  const account = await database.users.byEmail("ann@example.com");
  expect(account?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(account?.createdAt).toEqual(clock());
});

test("Both cookies are HttpOnly, Lax, and live as long as tokens", async () => {
  const { browser, person } = await createWorld();
  const { credentials } = await person();
  const { headers } = await browser().mutate("auth.login", credentials);
  expect(headers.getSetCookie()).toEqual([
    expect.stringMatching(/^access_token=[\w.-]+; Max-Age=(599|600); Path=\/; HttpOnly; SameSite=Lax$/),
    expect.stringMatching(/^refresh_token=[\w.-]+; Max-Age=(86399|86400); Path=\/; HttpOnly; SameSite=Lax$/),
  ]);
});

test("On https only cookies with Secure and __Host- count", async () => {
  const { person, client } = await createWorld({ appOrigin: "https://curfew.example" });
  const { browser, credentials } = await person();
  const { headers } = await browser.mutate("auth.login", credentials);
  for (const line of headers.getSetCookie()) expect(line).toMatch(/^__Host-(access|refresh)_token=.*; Secure$/);
  expect((await browser.query("account.me")).status).toBe(200);
  const cookie = `access_token=${browser.cookie("__Host-access_token")}`;
  expect(await client().query("account.me", undefined, { cookie })).toMatchObject({ reason: "token_missing" });
});

test("No answer that sets cookies has a token in its body", async () => {
  const { person } = await createWorld();
  const { browser, credentials, password } = await person();
  const answers = [
    await browser.mutate("auth.login", credentials),
    await browser.mutate("auth.refresh"),
    await browser.mutate("account.changePassword", { currentPassword: password, newPassword: "quite another phrase" }),
  ];
  for (const { body, headers } of answers) {
    expect(headers.getSetCookie()).toHaveLength(2);
    expect(JSON.stringify(body)).not.toMatch(/eyJ/);
  }
});

test("An unknown user and a wrong password get the same answer", async () => {
  const { client, person, tokens } = await createWorld();
  const { email, credentials } = await person();
  const wrong = await client().mutate("auth.login", { email, password: "some other phrase" });
  const unknown = await client().mutate("auth.login", { email: "nobody@example.com", password: "some other phrase" });
  const short = await client().mutate("auth.login", { email: (await person()).email, password: "" });
  expect(wrong).toMatchObject({ status: 401, reason: "credentials_invalid" });
  for (const answer of [unknown, short]) {
    expect([answer.status, answer.body, [...answer.headers]]).toEqual([wrong.status, wrong.body, [...wrong.headers]]);
  }
  expect((await tokens(credentials)).tokenType).toBe("Bearer");
});

test("An unknown user takes as much time as a known one", async () => {
  const { client, person, pass } = await createWorld();
  const { email } = await person();
  const time = async (address: string) => {
    const start = performance.now();
    await client().mutate("auth.login", { email: address, password: "some other phrase" });
    pass(301);
    return performance.now() - start;
  };
  const times: Record<string, number[]> = { [email]: [], "nobody@example.com": [] };
  // In turns, so that whatever else the machine does slows both alike.
  for (let i = 0; i < 15; i++) for (const address of Object.keys(times)) times[address]?.push(await time(address));
  const [known = 0, unknown = 0] = Object.values(times).map((all) => all.sort((a, b) => a - b)[7]);
  expect(Math.max(known, unknown) / Math.min(known, unknown)).toBeLessThan(2.5);
});

test("A suspended account gets the answer of a wrong password", async () => {
  const { admin, person, client } = await createWorld();
  const { browser } = await admin();
  const { id, credentials, email } = await person();
  await browser.mutate("admin.suspend", { userId: id });
  const right = await client().mutate("auth.login", credentials);
  const wrong = await client().mutate("auth.login", { email, password: "some other phrase" });
  expect(right).toMatchObject({ status: 401, reason: "credentials_invalid" });
  expect(right.body).toEqual(wrong.body);
});

test("Every login has its own id, and ends the session it replaces", async () => {
  const { person, client } = await createWorld();
  const { browser, credentials } = await person();
  const before = browser.cookie("access_token");
  const { data: first } = await browser.query("account.me");
  await browser.mutate("auth.login", credentials);
  const { data: second } = await browser.query("account.me");
  expect((first as Me).session.id).not.toBe((second as Me).session.id);
  expect(await client().query("account.me", undefined, bearer(before))).toMatchObject({ reason: "token_revoked" });
  expect((await browser.query("sessions.list")).data).toHaveLength(1);
});

test("Signing up ends the session that was in this browser", async () => {
  const { person, client } = await createWorld();
  const { browser } = await person();
  const before = browser.cookie("access_token");
  await person(browser);
  expect(await client().query("account.me", undefined, bearer(before))).toMatchObject({ reason: "token_revoked" });
  expect((await browser.query("account.me")).status).toBe(200);
});

test("A login with a Bearer token ends no session", async () => {
  const { person, client, tokens } = await createWorld();
  const { browser, credentials } = await person();
  const { accessToken } = await tokens(credentials);
  const before = browser.cookie("access_token");
  expect((await browser.mutate("auth.login", credentials, bearer(accessToken))).status).toBe(200);
  for (const token of [before, accessToken]) {
    expect((await client().query("account.me", undefined, bearer(token))).status).toBe(200);
  }
});

test("A failed login ends nothing", async () => {
  const { person } = await createWorld();
  const { browser, email } = await person();
  await browser.mutate("auth.login", { email, password: "some other phrase" });
  await browser.mutate("auth.signup", { email, password: "a wholly new phrase", name: "Again" });
  expect((await browser.query("account.me")).status).toBe(200);
});

test("A session cookie offered before the login is not adopted", async () => {
  const { person, browser } = await createWorld();
  const victim = await person();
  const stranger = await person();
  const tab = browser();
  tab.jar.set("access_token", { value: stranger.browser.cookie("access_token"), expiresAt: Number.POSITIVE_INFINITY });
  await tab.mutate("auth.login", victim.credentials);
  expect(await tab.query("account.me")).toMatchObject({ data: { user: { email: victim.email } } });
  expect(tab.cookie("access_token")).not.toBe(stranger.browser.cookie("access_token"));
});

test("auth.token gives tokens and no cookies, and leaves the browser's session alone", async () => {
  const { person, client } = await createWorld();
  const { browser, credentials } = await person();
  const answer = await browser.mutate("auth.token", credentials);
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(answer.data).toEqual({
    tokenType: "Bearer",
    accessToken: expect.any(String),
    refreshToken: expect.any(String),
    expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  const { accessToken } = answer.data as { accessToken: string };
  expect((await client().query("account.me", undefined, bearer(accessToken))).status).toBe(200);
  expect((await browser.query("account.me")).status).toBe(200);
});

test("A taken address is 409, in any spelling, also concurrently", async () => {
  const { browser, person } = await createWorld();
  await person();
  const taken = { email: "PERSON1@example.com", password: "a wholly new phrase", name: "Twin" };
  expect(await browser().mutate("auth.signup", taken)).toMatchObject({ status: 409, reason: "email_taken" });
  const twin = { ...taken, email: "twin@example.com" };
  const both = await Promise.all([browser().mutate("auth.signup", twin), browser().mutate("auth.signup", twin)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
});

test("A batch starts one browser session; a second login is refused", async () => {
  const { browser, person } = await createWorld();
  const { credentials } = await person();
  const tab = browser();
  const response = await tab.batch("auth.login", [credentials, credentials]);
  expect(response.status).toBe(207);
  expect(response.headers.getSetCookie()).toHaveLength(2);
  expect((await tab.query("account.me")).status).toBe(200);
});

test("An invalid address, name or password is reported by field", async () => {
  const { client } = await createWorld();
  const good = { email: "ann@example.com", password: "a wholly new phrase", name: "Ann" };
  const bad = [
    ...["", "ann", "@example.com", "ann@", "a b@example.com", "ann@exa mple.com", "ann@example.com\u0000"].map(
      (email) => ({ email }),
    ),
    ...[
      "änn@example.com",
      "ann@exa\u0000mple.com",
      "\u212aim@example.com",
      `${"a".repeat(243)}@example.com`,
      7,
      null,
    ].map((email) => ({ email })),
    ...["", "   ", "a\u0000b", "a\nb", "a\u202eb", "\ud800", "x".repeat(101)].map((name) => ({ name })),
    ...["fourteen chars", "ﬁﬁ", "x".repeat(129), "\ud800 is half a character", "y".repeat(2000)].map((password) => ({
      password,
    })),
  ];
  for (const change of bad) {
    const answer = await client().mutate("auth.signup", { ...good, ...change });
    expect([change, answer.status, answer.reason]).toEqual([change, 400, "input_invalid"]);
    expect([change, Object.keys(answer.error?.data.fields as object)]).toEqual([change, Object.keys(change)]);
  }
});

test("Names and passwords may be in any script, counted in characters", async () => {
  const { client } = await createWorld({ loginAttempts: 100 });
  const people = [
    { email: "a@b.co", name: "𝒜".repeat(100), password: "𓀀𓁐𓂀𓃀𓄿𓅓𓆑𓇋𓈖𓉔𓊃𓋴𓌳𓍯𓎡" },
    {
      email: `${"a".repeat(64)}@${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(60)}.com`,
      name: "李",
      password: "пароль из многих слов 77",
    },
    {
      email: "o'brien+tag@example.co.uk",
      name: "O’Brien-Smith Jr.",
      password: `${"Z!".repeat(3)}${"ungewöhnliche Wörter ".repeat(5)}`.slice(0, 128),
    },
  ];
  for (const person of people) {
    expect([person.email, (await client().mutate("auth.signup", person)).status]).toEqual([person.email, 200]);
  }
});

test("A password counts in its normal form, whole: never cut, never trimmed", async () => {
  const { client } = await createWorld({ loginAttempts: 100 });
  const password = ` ${"violet otters drum at noon in Åland, ".repeat(3)}ﬁn `;
  const email = "ann@example.com";
  expect((await client().mutate("auth.signup", { email, password, name: "Ann" })).status).toBe(200);
  const status = async (guess: string) => (await client().mutate("auth.token", { email, password: guess })).status;
  expect(await status(password.normalize("NFD"))).toBe(200);
  expect(await status(password.normalize("NFKC"))).toBe(200);
  expect(await status(password.trim())).toBe(401);
  expect(await status(password.slice(0, -1))).toBe(401);
  expect(await status(password.slice(0, 72))).toBe(401);
  expect(await status(`${password}\u0000`)).toBe(401);
});

interface Me {
  readonly session: { readonly id: string };
}
