import { expect, test } from "vitest";
import { bearer, createWorld } from "./world/world.ts";

/** What an account is made of, as somebody would send it who has read the sources. */
const WISHES = {
  role: "admin",
  isAdmin: true,
  admin: true,
  roles: ["admin"],
  user: { role: "admin" },
  suspendedAt: null,
  suspended: false,
  id: "00000000-0000-4000-8000-000000000000",
  userId: "00000000-0000-4000-8000-000000000000",
  passwordHash: "",
  createdAt: "1970-01-01T00:00:00.000Z",
};

test("No role is set by anything a client sends", async () => {
  const world = await createWorld();
  const tab = world.browser();
  const person = { email: "ann@example.com", password: "a wholly new phrase", name: "Ann" };
  const prototype = `{"__proto__":{"role":"admin"},"constructor":{"prototype":{"role":"admin"}},`;
  for (const wish of [...Object.entries(WISHES).map((entry) => Object.fromEntries([entry])), WISHES]) {
    const answer = await tab.mutate("auth.signup", { ...person, ...wish });
    expect([answer.status, Object.keys(answer.error?.data.fields as object)]).toEqual([400, Object.keys(wish)]);
  }
  expect((await tab.post("auth.signup", prototype + JSON.stringify(person).slice(1))).status).toBe(400);
  expect(await world.database.users.byEmail(person.email)).toBeNull();
  expect((await tab.mutate("auth.signup", person)).status).toBe(200);
  const change = { currentPassword: person.password, newPassword: "quite another phrase" };
  for (const [procedure, input] of Object.entries({ "auth.login": person, "account.changePassword": change })) {
    expect((await tab.mutate(procedure, { ...input, ...WISHES })).status).toBe(400);
  }
  expect(await world.database.users.byEmail(person.email)).toMatchObject({ role: "user", suspendedAt: null });
  const account = await world.database.users.byEmail(person.email);
  expect(account?.id).not.toBe(WISHES.id);
  expect((await tab.query("account.me")).data).toMatchObject({ user: { role: "user" } });
  expect(await tab.query("admin.users")).toMatchObject({ status: 403, reason: "role_required" });
  expect(({} as { role?: unknown }).role).toBeUndefined();
});

test("Ids that a client offers are ignored by a login", async () => {
  const world = await createWorld();
  const victim = await world.person();
  const stranger = await world.person();
  const { data } = await stranger.browser.query("account.me");
  const { session } = data as { session: { id: string } };
  const offered = { sessionId: session.id, sid: session.id, jti: session.id, id: session.id };
  const tab = world.browser();
  const headers = { cookie: `sid=${session.id}; session=${session.id}`, "x-session-id": session.id };
  expect((await tab.mutate("auth.login", { ...victim.credentials, ...offered }, headers)).status).toBe(400);
  await tab.mutate("auth.login", victim.credentials, headers);
  const own = (await tab.query("account.me")).data as { session: { id: string }; user: { email: string } };
  expect(own.user.email).toBe(victim.email);
  expect(own.session.id).not.toBe(session.id);
  expect((await stranger.browser.query("account.me")).status).toBe(200);
});

test("Whose account a call is about is said by its token alone", async () => {
  const world = await createWorld();
  const [ann, bob] = [await world.person(), await world.person()];
  const { accessToken } = await world.tokens(ann.credentials);
  const aimed = { userId: bob.id, id: bob.id, email: bob.email, subject: bob.id };
  const call = (procedure: string, input: object) =>
    world.client().mutate(procedure, { ...aimed, ...input }, bearer(accessToken));
  expect((await call("sessions.revokeAll", {})).status).toBe(400);
  expect((await bob.browser.query("account.me")).status).toBe(200);
  const again = await world.tokens(ann.credentials);
  const password = { currentPassword: bob.password, newPassword: "quite another phrase" };
  const change = (input: object) =>
    world.client().mutate("account.changePassword", { ...password, ...input }, bearer(again.accessToken));
  expect(await change(aimed)).toMatchObject({ status: 400 });
  expect(await change({})).toMatchObject({ reason: "password_wrong" });
  expect((await world.tokens(bob.credentials)).tokenType).toBe("Bearer");
});
