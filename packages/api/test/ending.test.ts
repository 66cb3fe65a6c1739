import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { bearer, createWorld, type Tokens, type World } from "./world/world.ts";

/** Begins a suspension as a process would that dies before the blacklist has heard of it. */
async function dieWhileSuspending(world: World, userId: string) {
  const ending = `${world.clock().getTime()}.left-behind`;
  expect(await world.database.users.prepareSuspension(userId, { at: world.clock(), ending })).toBe(true);
}

async function dieWhileChangingPassword(world: World, userId: string) {
  const account = await world.database.users.byId(userId);
  const passwordHash = account?.passwordHash ?? "";
  const ending = `${world.clock().getTime()}.left-behind`;
  const change = { from: passwordHash, to: passwordHash, ending };
  expect(await world.database.users.preparePasswordChange(userId, change)).toBe(true);
}

test("A pending revocation of a dead process is finished later", async () => {
  const world = await createWorld();
  const { browser, id } = await world.person();
  const before = await world.auth.createSession(id);
  await dieWhileSuspending(world, id);
  expect((await browser.query("account.me")).status).toBe(200);
  expect(await world.api.recoverInDoubt()).toBe(0);
  world.pass(10);
  expect(await world.api.recoverInDoubt()).toBe(1);
  expect(await world.auth.verify(browser.cookie("access_token"))).toMatchObject({ ok: false, by: "session" });
  expect((await world.auth.createSession(id)).epoch).not.toBe(before.epoch);
  expect(await world.database.users.byId(id)).toMatchObject({ ending: null, suspendedAt: expect.any(Date) });
  expect(await world.api.recoverInDoubt()).toBe(0);
});

test("A pending revocation that fails doesn't block others, and is reported", async () => {
  const world = await createWorld();
  const people = [await world.person(), await world.person(), await world.person()];
  for (const { id } of people) await dieWhileSuspending(world, id);
  world.pass(10);
  let met = 0;
  world.database.before = (method) => {
    if (method !== "users.commit") return;
    met += 1;
    if (met === 1) throw new Error("too slow");
  };
  expect(await world.api.recoverInDoubt()).toBe(2);
  expect(world.problems).toMatchObject([{ path: "an ending left behind", error: { message: "too slow" } }]);
  expect(await world.api.recoverInDoubt()).toBe(1);
});

test("A revocation in progress isn't taken for an abandoned one", async () => {
  const world = await createWorld();
  const { browser, password } = await world.person();
  let finished = -1;
  world.database.before = async (method) => {
    if (method === "users.commit") finished = await world.api.recoverInDoubt();
  };
  const change = { currentPassword: password, newPassword: "quite another phrase" };
  expect((await browser.mutate("account.changePassword", change)).status).toBe(200);
  expect(finished).toBe(0);
  expect((await browser.query("account.me")).status).toBe(200);
});

test("A login that meets an unfinished ending finishes it first, and lives", async () => {
  const world = await createWorld();
  const { browser, id, credentials } = await world.person();
  await dieWhileChangingPassword(world, id);
  world.pass(1);
  const { accessToken } = await world.tokens(credentials);
  expect((await world.client().query("account.me", undefined, bearer(accessToken))).status).toBe(200);
  expect(await browser.query("account.me")).toMatchObject({ reason: "token_revoked" });
});

test("A login during a pending revocation leaves it alone, and lives", async () => {
  const world = await createWorld();
  const { browser, password, email } = await world.person();
  const newPassword = "quite another phrase";
  const logins: Promise<Tokens>[] = [];
  world.database.before = async (method) => {
    if (method !== "users.commit" || logins.length > 0) return;
    logins.push(world.tokens({ email, password: newPassword }));
    await sleep(100);
  };
  const change = { currentPassword: password, newPassword };
  expect((await browser.mutate("account.changePassword", change)).status).toBe(200);
  expect((await browser.query("account.me")).status).toBe(200);
  const [login] = await Promise.all(logins);
  expect((await world.client().query("account.me", undefined, bearer(login?.accessToken ?? ""))).status).toBe(200);
});

test("A login that an ending overtakes is tried once more, and lives", async () => {
  const world = await createWorld();
  const { id, credentials } = await world.person();
  let isFirst = true;
  world.database.before = async (method) => {
    if (method !== "sessions.open" || !isFirst) return;
    isFirst = false;
    await dieWhileChangingPassword(world, id);
    world.pass(1);
  };
  const { accessToken } = await world.tokens(credentials);
  expect((await world.client().query("account.me", undefined, bearer(accessToken))).status).toBe(200);
});

test("A password change or deletion during a pending revocation completes it", async () => {
  const calls = { changePassword: { newPassword: "quite another phrase" }, delete: {} };
  for (const [procedure, input] of Object.entries(calls)) {
    const world = await createWorld();
    const { browser, id, password } = await world.person();
    await dieWhileSuspending(world, id);
    const answer = await browser.mutate(`account.${procedure}`, { currentPassword: password, ...input });
    expect([procedure, answer.status, answer.reason]).toEqual([procedure, 401, "token_revoked"]);
  }
});

test("Finishing one ending doesn't bring back what another ended since", async () => {
  const world = await createWorld();
  const { id, credentials } = await world.person();
  const { accessToken } = await world.tokens(credentials);
  await dieWhileChangingPassword(world, id);
  await world.auth.revokeSubject(id);
  world.pass(10);
  await world.api.recoverInDoubt();
  expect(await world.client().query("account.me", undefined, bearer(accessToken))).toMatchObject({
    reason: "token_revoked",
  });
});

test("A suspension that meets an unfinished ending finishes it and goes on", async () => {
  const world = await createWorld();
  const admin = await world.admin();
  const { id, browser } = await world.person();
  await dieWhileChangingPassword(world, id);
  expect(await admin.browser.mutate("admin.suspend", { userId: id })).toMatchObject({ status: 200 });
  expect(await browser.query("account.me")).toMatchObject({ reason: "token_revoked" });
  expect(await world.database.users.byId(id)).toMatchObject({ suspendedAt: expect.any(Date), ending: null });
});

test("A login while all sessions are ended is complete and listed", async () => {
  const ways = {
    "sessions.end": (world: World, own: string) => world.client().mutate("sessions.revokeAll", undefined, bearer(own)),
    "sessions.endEverything": async (world: World) => (await world.admin()).browser.mutate("admin.endEverything"),
  };
  for (const [method, end] of Object.entries(ways)) {
    const world = await createWorld();
    const { credentials } = await world.person();
    const own = await world.tokens(credentials);
    const late: Tokens[] = [];
    world.database.before = async (called) => {
      if (called === method && late.length === 0) late.push(await world.tokens(credentials));
    };
    expect((await end(world, own.accessToken)).status).toBe(200);
    const caller = bearer(late[0]?.accessToken ?? "");
    expect([method, (await world.client().query("account.me", undefined, caller)).reason]).toEqual([method, undefined]);
    expect((await world.client().query("sessions.list", undefined, caller)).data).toMatchObject([{ current: true }]);
    expect(await world.client().query("account.me", undefined, bearer(own.accessToken))).toMatchObject({ status: 401 });
  }
});
