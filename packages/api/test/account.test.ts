import { expect, test } from "vitest";
import { bearer, createWorld, type Tokens, type World } from "./world/world.ts";

const NEW = "quite another phrase";

test("A password change ends other sessions, and reissues this one", async () => {
  const world = await createWorld();
  const { browser, credentials, email, password } = await world.person();
  const phone = await world.tokens(credentials);
  const [access, refreshToken] = [browser.cookie("access_token"), browser.cookie("refresh_token")];
  const answer = await browser.mutate("account.changePassword", { currentPassword: password, newPassword: NEW });
  expect(answer).toMatchObject({ status: 200, data: {} });
  expect(answer.headers.getSetCookie()).toHaveLength(2);
  expect((await browser.query("account.me")).status).toBe(200);
  expect((await browser.query("sessions.list")).data).toHaveLength(1);
  for (const token of [access, phone.accessToken])
    expect(await use(world, token)).toMatchObject({ reason: "token_revoked" });
  for (const token of [refreshToken, phone.refreshToken]) {
    expect(await world.client().mutate("auth.refresh", { refreshToken: token })).toMatchObject({
      reason: "token_revoked",
    });
  }
  expect((await browser.mutate("auth.refresh")).status).toBe(200);
  expect(await world.client().mutate("auth.token", credentials)).toMatchObject({ reason: "credentials_invalid" });
  expect(await world.client().mutate("auth.token", { email, password: NEW })).toMatchObject({ status: 200 });
});

test("A Bearer caller gets the new tokens in the answer", async () => {
  const world = await createWorld();
  const { credentials, password } = await world.person();
  const { accessToken } = await world.tokens(credentials);
  const change = { currentPassword: password, newPassword: NEW };
  const { data, headers } = await world.client().mutate("account.changePassword", change, bearer(accessToken));
  expect(headers.getSetCookie()).toEqual([]);
  expect(data).toMatchObject({ tokenType: "Bearer" });
  expect((await use(world, (data as Tokens).accessToken)).status).toBe(200);
  expect(await use(world, accessToken)).toMatchObject({ reason: "token_revoked" });
});

test("A wrong current password changes nothing", async () => {
  const world = await createWorld();
  const { browser, credentials } = await world.person();
  const change = { currentPassword: "some other phrase", newPassword: NEW };
  const answer = await browser.mutate("account.changePassword", change);
  expect(answer).toMatchObject({ status: 403, reason: "password_wrong" });
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect((await browser.query("account.me")).status).toBe(200);
  expect((await world.tokens(credentials)).tokenType).toBe("Bearer");
});

test("Of two password changes at once one succeeds", async () => {
  const world = await createWorld();
  const { browser, credentials, password } = await world.person();
  const { accessToken } = await world.tokens(credentials);
  const change = { currentPassword: password, newPassword: NEW };
  const answers = await Promise.all([
    browser.mutate("account.changePassword", change),
    world.client().mutate("account.changePassword", change, bearer(accessToken)),
  ]);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 403 || status === 401)).toHaveLength(1);
});

test("A password change that another one overtakes has the wrong password", async () => {
  const world = await createWorld();
  const { browser, credentials, password } = await world.person();
  const { accessToken } = await world.tokens(credentials);
  let isFirst = true;
  world.database.before = async (method) => {
    if (method !== "users.preparePasswordChange" || !isFirst) return;
    isFirst = false;
    const change = { currentPassword: password, newPassword: "some third phrase of it" };
    await world.client().mutate("account.changePassword", change, bearer(accessToken));
  };
  const answer = await browser.mutate("account.changePassword", { currentPassword: password, newPassword: NEW });
  expect(answer).toMatchObject({ status: 403, reason: "password_wrong" });
});

test("Deleting an account ends its sessions and frees its address", async () => {
  const world = await createWorld();
  const { browser, credentials, password, email } = await world.person();
  const phone = await world.tokens(credentials);
  const own = browser.cookie("access_token");
  const answer = await browser.mutate("account.delete", { currentPassword: password });
  expect(answer).toMatchObject({ status: 200, data: {} });
  expect(answer.headers.getSetCookie()).toHaveLength(2);
  for (const token of [own, phone.accessToken])
    expect(await use(world, token)).toMatchObject({ reason: "token_revoked" });
  expect(await world.client().mutate("auth.token", credentials)).toMatchObject({ reason: "credentials_invalid" });
  expect(await world.browser().mutate("auth.signup", { email, password, name: "Again" })).toMatchObject({
    status: 200,
  });
});

test("A login that races a password change can't survive it", async () => {
  const world = await createWorld();
  const { browser, credentials, password } = await world.person();
  // The change is made whole between the moment the login has read the epoch and the moment it is recorded.
  let raced: Promise<unknown> | null = null;
  world.database.before = async (method) => {
    if (method !== "sessions.open" || raced !== null) return;
    raced = browser.mutate("account.changePassword", { currentPassword: password, newPassword: NEW });
    await raced;
  };
  const login = await world.client().mutate("auth.token", credentials);
  expect(login).toMatchObject({ status: 401, reason: "credentials_invalid" });
  expect(await raced).toMatchObject({ status: 200 });
});

test("A login recorded just before a password change ends with it", async () => {
  const world = await createWorld();
  const { browser, credentials, password } = await world.person();
  let raced: Promise<unknown> | null = null;
  world.database.before = async (method) => {
    // After the session was recorded, before its tokens are handed out.
    if (method !== "audit.record" || raced !== null) return;
    raced = browser.mutate("account.changePassword", { currentPassword: password, newPassword: NEW });
    await raced;
  };
  const { data } = await world.client().mutate("auth.token", credentials);
  expect(await use(world, (data as Tokens).accessToken)).toMatchObject({ reason: "token_revoked" });
  expect((await browser.query("sessions.list")).data).toHaveLength(1);
});

test("A login that races a suspension can't survive it", async () => {
  const world = await createWorld();
  const admin = await world.admin();
  const { id, credentials } = await world.person();
  let raced: Promise<unknown> | null = null;
  world.database.before = async (method) => {
    if (method !== "sessions.open" || raced !== null) return;
    raced = admin.browser.mutate("admin.suspend", { userId: id });
    await raced;
  };
  expect(await world.client().mutate("auth.token", credentials)).toMatchObject({ reason: "credentials_invalid" });
  expect(await raced).toMatchObject({ status: 200 });
});

test("After refresh, logout and password change only the change's tokens live", async () => {
  const world = await createWorld({ loginAttempts: 100 });
  for (let round = 0; round < 5; round++) {
    const { browser, credentials, password } = await world.person();
    const { accessToken, refreshToken } = await world.tokens(credentials);
    const tokens = await Promise.all([
      world.client().mutate("auth.refresh", { refreshToken }),
      world.client().mutate("auth.logout", undefined, bearer(accessToken)),
      browser.mutate("account.changePassword", { currentPassword: password, newPassword: NEW }),
    ]);
    const [refreshed] = tokens;
    const late = refreshed.status === 200 ? [(refreshed.data as Tokens).accessToken] : [];
    for (const token of [accessToken, ...late]) expect((await use(world, token)).status).toBe(401);
    expect((await browser.query("account.me")).status).toBe(200);
  }
});

test("A logout that races a password change of the same session wins", async () => {
  const world = await createWorld();
  const { credentials, password } = await world.person();
  const { accessToken } = await world.tokens(credentials);
  world.database.before = async (method) => {
    if (method === "users.commit") await world.client().mutate("auth.logout", undefined, bearer(accessToken));
  };
  const change = { currentPassword: password, newPassword: NEW };
  const { data } = await world.client().mutate("account.changePassword", change, bearer(accessToken));
  expect(await use(world, (data as Tokens).accessToken)).toMatchObject({ status: 401, reason: "token_revoked" });
});

test("Ending all sessions wins over a concurrent password change", async () => {
  for (const ending of ["sessions.revokeAll", "admin.endSessions"] as const) {
    const world = await createWorld();
    const { id, credentials, password } = await world.person();
    const admin = await world.admin();
    const [changing, other] = [await world.tokens(credentials), await world.tokens(credentials)];
    let ended: unknown = null;
    world.database.before = async (method) => {
      if (method !== "users.preparePasswordChange") return;
      world.database.before = () => {};
      const answer =
        ending === "sessions.revokeAll"
          ? await world.client().mutate(ending, undefined, bearer(other.accessToken))
          : await admin.browser.mutate(ending, { userId: id });
      ended = answer.status;
    };
    const change = { currentPassword: password, newPassword: NEW };
    const answer = await world.client().mutate("account.changePassword", change, bearer(changing.accessToken));
    expect(ended, ending).toBe(200);
    expect(answer.status, ending).toBe(200);
    for (const token of [changing.accessToken, (answer.data as Tokens).accessToken]) {
      expect(await use(world, token), ending).toMatchObject({ status: 401, reason: "token_revoked" });
    }
  }
});

function use(world: World, token: string) {
  return world.client().query("account.me", undefined, bearer(token));
}

test("People change their name, and see it at once", async () => {
  const { browser, email } = await (await createWorld()).person();
  const answer = await browser.mutate("account.rename", { name: " Ada Lovelace " });
  expect(answer).toMatchObject({ status: 200, data: { user: { email, name: "Ada Lovelace", role: "user" } } });
  expect((await browser.query("account.me")).data).toMatchObject({ user: { name: "Ada Lovelace" } });
});
