import { expect, test } from "vitest";
import { bearer, createWorld } from "./world/world.ts";

test("The Bearer scheme is case-insensitive, and cookies are then ignored", async () => {
  const { person, client, tokens } = await createWorld();
  const [ann, bob] = [await person(), await person()];
  const { accessToken } = await tokens(bob.credentials);
  const cookie = `access_token=${ann.browser.cookie("access_token")}`;
  const me = (authorization: string) => client().query("account.me", undefined, { cookie, authorization });
  for (const scheme of ["Bearer", "bearer", "BEARER", "bEaReR  "]) {
    expect(await me(`${scheme} ${accessToken}`)).toMatchObject({ data: { user: { email: bob.email } } });
  }
  for (const garbled of [
    "Bearer x",
    `Bearer ${accessToken}x`,
    `Bearer ${accessToken} `.repeat(2),
    `Bearer ${accessToken}, Bearer ${accessToken}`,
  ]) {
    expect(await me(garbled)).toMatchObject({ status: 401, reason: "token_invalid" });
  }
  for (const empty of ["Bearer", "Bearer ", "bearer\t"]) {
    expect(await me(empty)).toMatchObject({ status: 401, reason: "token_missing" });
  }
  for (const other of ["Basic YTpi", "Bearerish x", ""]) {
    expect(await me(other)).toMatchObject({ data: { user: { email: ann.email } } });
  }
});

test("Malformed cookies and headers mean not logged in, never a fault", async () => {
  const { person, client, problems, questions } = await createWorld();
  const { browser } = await person();
  const token = browser.cookie("access_token");
  const asked = questions();
  const strange = [
    "=",
    ";;;",
    "access_token",
    "access_token=",
    "access_token=;",
    `access_token="${token}"`,
    "access_token=%",
    "access_token=%E0%A4%A",
    `ACCESS_TOKEN=${token}`,
    `access_token=${"a".repeat(8000)}`,
    `access_token=${token.slice(0, -1)}`,
    `access_token=${token}=`,
    `access_token=${token}.`,
    "access_token=..",
    `x=access_token=${token}`,
    "é=1; access_token=é",
  ];
  for (const cookie of strange) {
    const answer = await client().query("account.me", undefined, { cookie });
    expect([cookie.slice(0, 40), answer.status]).toEqual([cookie.slice(0, 40), 401]);
  }
  const headers = { "user-agent": "x".repeat(9000), "x-forwarded-for": "1.2.3.4", "accept-language": "\u00ff" };
  expect((await client().query("account.me", undefined, headers)).status).toBe(401);
  expect([problems, questions()]).toEqual([[], asked]);
});

test("A cookie with two different values counts as none", async () => {
  const { person, client } = await createWorld();
  const [ann, bob] = [await person(), await person()];
  const [first, second] = [ann, bob].map(({ browser }) => `access_token=${browser.cookie("access_token")}`);
  const me = (cookie: string) => client().query("account.me", undefined, { cookie });
  expect(await me(`${first}; ${second}`)).toMatchObject({ status: 401, reason: "token_invalid" });
  expect(await me(`${first}; ${first}`)).toMatchObject({ data: { user: { email: ann.email } } });
});

test("A refresh token is no access token, nor the other way round", async () => {
  const { person, client, tokens } = await createWorld();
  const { accessToken, refreshToken } = await tokens((await person()).credentials);
  expect(await client().query("account.me", undefined, bearer(refreshToken))).toMatchObject({
    reason: "token_invalid",
  });
  expect(await client().mutate("auth.refresh", { refreshToken: accessToken })).toMatchObject({
    reason: "token_invalid",
  });
});

test("Missing, forged, expired and revoked tokens have different reasons", async () => {
  const { person, client, tokens, pass } = await createWorld();
  // Another store altogether, though it has the same keys.
  const elsewhere = await createWorld();
  const { credentials } = await person();
  const { accessToken } = await tokens(credentials);
  const foreign = await elsewhere.tokens((await elsewhere.person()).credentials);
  const reason = async (token: string) => (await client().query("account.me", undefined, bearer(token))).reason;
  expect((await client().query("account.me")).reason).toBe("token_missing");
  expect(await reason(`${accessToken.slice(0, -4)}AAAA`)).toBe("token_invalid");
  expect(await reason(foreign.accessToken)).toBe("token_revoked");
  await client().mutate("auth.revoke", { token: accessToken });
  expect(await reason(accessToken)).toBe("token_revoked");
  pass(606);
  expect(await reason(accessToken)).toBe("token_expired");
});

test("With only the refresh cookie left, the access token has expired", async () => {
  const { person, client, pass, questions } = await createWorld();
  const { browser } = await person();
  const token = browser.cookie("access_token");
  pass(601);
  const asked = questions();
  expect(await browser.query("account.me")).toMatchObject({ status: 401, reason: "token_expired" });
  const access = { cookie: `refresh_token=${token}` };
  expect(await client().query("account.me", undefined, access)).toMatchObject({ reason: "token_missing" });
  const forged = { cookie: "refresh_token=eyJhbGciOiJub25lIn0.e30.AA" };
  expect(await client().query("account.me", undefined, forged)).toMatchObject({ reason: "token_missing" });
  expect(questions()).toBe(asked);
});

test("One request asks the blacklist once, however many protected calls it batches", async () => {
  const { person, questions } = await createWorld();
  const { browser } = await person();
  const cost = async (paths: string) => {
    const asked = questions();
    const response = await browser.send(`${paths}?batch=1`);
    expect(response.status).toBe(200);
    return questions() - asked;
  };
  expect(await cost("account.me")).toBe(1);
  expect(await cost(Array(10).fill("account.me").join(","))).toBe(1);
  expect(await cost("account.me,sessions.list,account.me,account.activity")).toBe(1);
});

test("A page rendered on the server asks once for all it shows", async () => {
  const { api, person, questions } = await createWorld();
  const { browser } = await person();
  const caller = api.createServerCaller(new Headers({ cookie: `access_token=${browser.cookie("access_token")}` }), "");
  const asked = questions();
  await caller.sessions.list();
  await Promise.all([caller.account.me(), caller.sessions.list(), caller.account.me()]);
  expect(questions() - asked).toBe(1);
});

test("A missing, forged or expired token costs no question", async () => {
  const { person, client, pass, questions, tokens } = await createWorld();
  const { accessToken, refreshToken } = await tokens((await person()).credentials);
  const asked = questions();
  const headers = [{}, bearer("nonsense"), bearer(`${accessToken.slice(0, -4)}AAAA`), bearer(refreshToken)];
  for (const header of headers) await client().query("account.me", undefined, header);
  pass(606);
  await client().query("account.me", undefined, bearer(accessToken));
  expect(questions()).toBe(asked);
});

test("With staleness allowed, sensitive calls still ask the store", async () => {
  const { person, questions } = await createWorld({ maxStalenessMs: 60_000 });
  const { browser } = await person();
  await browser.query("account.me");
  const cost = async (paths: string) => {
    const asked = questions();
    await browser.send(`${paths}?batch=1`);
    return questions() - asked;
  };
  expect(await cost("account.me,account.me")).toBe(0);
  expect(await cost("sessions.list")).toBe(1);
  expect(await cost("account.me,sessions.list,account.me")).toBe(1);
});
