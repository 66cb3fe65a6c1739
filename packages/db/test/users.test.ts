import { DatabaseUnavailable } from "@curfew/api/database";
import { expect, test } from "vitest";
import { onBoth } from "./support/database.ts";
import { NOON, newAccount, newSession, signUpUser, unused } from "./support/people.ts";

onBoth((open) => {
  test("signing up creates an account and its first session", async () => {
    const { users, sessions } = await open();
    const account = newAccount({ name: "Zoë O'Neil 🦊 %_\\" });
    const session = newSession(account.id);
    expect(await users.signUp(account, session)).toBe("created");
    expect(await users.byId(account.id)).toEqual({ ...account, role: "user", suspendedAt: null, ending: null });
    expect(await users.byEmail(account.email)).toEqual(await users.byId(account.id));
    expect(await sessions.byId(session.id)).toEqual(unused(session));
  });

  test("an address that is taken leaves neither account nor session behind", async () => {
    const { users, sessions } = await open();
    const taken = newAccount();
    const late = newAccount({ email: taken.email });
    const session = newSession(late.id);
    await users.signUp(taken, newSession(taken.id));
    expect(await users.signUp(late, session)).toBe("email_taken");
    expect(await users.byId(late.id)).toBeNull();
    expect(await sessions.byId(session.id)).toBeNull();
    expect(await users.byEmail(taken.email)).toMatchObject({ id: taken.id });
  });

  test("a session that can't be recorded leaves no account behind", async () => {
    const { users } = await open();
    const first = await signUpUser(users);
    const account = newAccount();
    await expect(users.signUp(account, { ...first.session, userId: account.id })).rejects.toThrow(DatabaseUnavailable);
    expect(await users.byId(account.id)).toBeNull();
  });

  test("an existing id is not a taken address", async () => {
    const { users } = await open();
    const { account } = await signUpUser(users);
    const twin = newAccount({ id: account.id });
    await expect(users.signUp(twin, newSession(account.id))).rejects.toThrow(DatabaseUnavailable);
    expect(await users.byEmail(twin.email)).toBeNull();
  });

  test("of fifty concurrent sign-ups with one address, one succeeds", async () => {
    const { users } = await open();
    const accounts = Array.from({ length: 50 }, () => newAccount({ email: "wanted@example.test" }));
    const outcomes = await Promise.all(accounts.map((account) => users.signUp(account, newSession(account.id))));
    expect(outcomes.filter((outcome) => outcome === "created")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "email_taken")).toHaveLength(49);
    const winner = accounts[outcomes.indexOf("created")];
    expect(await users.byEmail("wanted@example.test")).toMatchObject({ id: winner?.id });
  });

  test("an unknown account is null", async () => {
    const { users } = await open();
    expect(await users.byId("nobody")).toBeNull();
    expect(await users.byEmail("nobody@example.test")).toBeNull();
  });

  test("the role admin is granted and removed by address", async () => {
    const { users } = await open();
    const { account } = await signUpUser(users);
    expect(await users.grantAdmin(account.email)).toBe(true);
    expect(await users.byId(account.id)).toMatchObject({ role: "admin" });
    expect(await users.grantAdmin("nobody@example.test")).toBe(false);
    expect(await users.revokeAdmin(account.email)).toBe(true);
    expect(await users.byId(account.id)).toMatchObject({ role: "user" });
    expect(await users.revokeAdmin("nobody@example.test")).toBe(false);
  });

  test("a new name is shown and found, unless the account is gone", async () => {
    const { users } = await open();
    const { account } = await signUpUser(users);
    const renamed = await users.rename(account.id, "Zoë\0");
    expect(renamed).toEqual({ ...(await users.byId(account.id)), name: "Zoë\uFFFD" });
    const search = async (text: string) => (await users.page({ search: text, limit: 5 })).users.length;
    expect([await search("zoe"), await search("byron")]).toEqual([1, 0]);
    expect(await users.rename("nobody", "Nobody")).toBeNull();
    await users.prepareDeletion(account.id, { ending: "epoch" });
    expect(await users.rename(account.id, "Ada")).toBeNull();
  });

  test("text that a database can't hold is stored without that part", async () => {
    const { users, sessions, audit } = await open();
    const account = newAccount({ email: "nul\0@example.test", name: "half \uD800 pair\0" });
    const session = newSession(account.id, { userAgent: "Agent\0/1", address: "\0" });
    expect(await users.signUp(account, session)).toBe("created");
    expect(await users.byEmail("nul\0@example.test")).toMatchObject({ id: account.id, name: "half \uFFFD pair\uFFFD" });
    expect(await sessions.byId(session.id)).toMatchObject({ userAgent: "Agent\uFFFD/1", address: "\uFFFD" });
    expect(await users.byEmail("\0")).toBeNull();
    expect(await users.byId("\uDFFF")).toBeNull();
    expect(await users.page({ search: "\0\0", limit: 5 })).toEqual({ users: [], nextCursor: null });
    expect(await sessions.end(["\0"], NOON)).toEqual([]);
    await audit.record([
      {
        at: NOON,
        type: "login_refused",
        userId: null,
        sessionId: null,
        reason: null,
        userAgent: "\0",
        address: null,
      },
    ]);
    expect(await audit.since(NOON, 1)).toMatchObject([{ userAgent: "\uFFFD" }]);
  });
});
