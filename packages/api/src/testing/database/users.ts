import { expect, test } from "vitest";
import { type Database, DatabaseUnavailable } from "../../database.ts";
import { newAccount, newSession, signUpUser, unused } from "./people.ts";

export function usersContract(open: () => Promise<Database>): void {
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
}
