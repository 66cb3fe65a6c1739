import { NOON, newAccount, newSession, signUpUser } from "@curfew/api/testing/people";
import { expect, test } from "vitest";
import { onBoth } from "./support/database.ts";

onBoth((open) => {
  test("of fifty concurrent sign-ups with one address, one succeeds", async () => {
    const { users } = await open();
    const accounts = Array.from({ length: 50 }, () => newAccount({ email: "wanted@example.test" }));
    const outcomes = await Promise.all(accounts.map((account) => users.signUp(account, newSession(account.id))));
    expect(outcomes.filter((outcome) => outcome === "created")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "email_taken")).toHaveLength(49);
    const winner = accounts[outcomes.indexOf("created")];
    expect(await users.byEmail("wanted@example.test")).toMatchObject({ id: winner?.id });
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
