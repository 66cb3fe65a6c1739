import { expect, test } from "vitest";
import type { Database, Users } from "../../database.ts";
import { later, NOON, newAccount, newSession, signUpUser } from "./people.ts";

/** The three ways to begin, on an account whose password is `from`. */
function ways(users: Users, id: string, from: string) {
  return [
    (ending: string) => users.preparePasswordChange(id, { from, to: "new hash", ending }),
    (ending: string) => users.prepareSuspension(id, { at: NOON, ending }),
    (ending: string) => users.prepareDeletion(id, { ending }),
  ];
}

export function pendingRevocationsContract(open: () => Promise<Database>): void {
  test("a password change ends all sessions but its own", async () => {
    const { users, sessions } = await open();
    const { account, session } = await signUpUser(users);
    const current = newSession(account.id);
    await sessions.open(current, account.passwordHash);
    const change = { from: account.passwordHash, to: "new hash", ending: "epoch" };
    expect(await users.preparePasswordChange(account.id, change)).toBe(true);
    expect(await users.byId(account.id)).toMatchObject({ passwordHash: "new hash", ending: "epoch" });
    expect(await users.commit(account.id, { ending: "epoch", at: NOON, exceptSessionId: current.id })).toBe(1);
    expect(await users.byId(account.id)).toMatchObject({ passwordHash: "new hash", ending: null });
    expect(await sessions.byId(session.id)).toBeNull();
    expect(await sessions.byId(current.id)).not.toBeNull();
    expect(await sessions.open(newSession(account.id), account.passwordHash)).toBe(false);
    expect(await sessions.open(newSession(account.id), "new hash")).toBe(true);
  });

  test("a password changes only from the checked one, never under suspension", async () => {
    const { users } = await open();
    const { account } = await signUpUser(users);
    const change = { from: "stale hash", to: "new hash", ending: "epoch" };
    expect(await users.preparePasswordChange(account.id, change)).toBe(false);
    await users.prepareSuspension(account.id, { at: NOON, ending: "first" });
    await users.commit(account.id, { ending: "first", at: NOON });
    expect(await users.preparePasswordChange(account.id, { ...change, from: account.passwordHash })).toBe(false);
    expect(await users.byId(account.id)).toMatchObject({ passwordHash: account.passwordHash, ending: null });
  });

  test("a suspension ends every session and is lifted by restoring", async () => {
    const { users, sessions } = await open();
    const { account, session } = await signUpUser(users);
    expect(await users.prepareSuspension(account.id, { at: later(5), ending: "epoch" })).toBe(true);
    expect(await users.commit(account.id, { ending: "epoch", at: later(6) })).toBe(1);
    expect(await users.byId(account.id)).toMatchObject({ suspendedAt: later(5), ending: null });
    expect(await sessions.byId(session.id)).toBeNull();
    expect(await users.restore(account.id)).toBe(true);
    expect(await users.byId(account.id)).toMatchObject({ suspendedAt: null });
    expect(await users.restore("nobody")).toBe(false);
  });

  test("a second suspension keeps the time of the first", async () => {
    const { users } = await open();
    const { account } = await signUpUser(users);
    for (const [at, ending] of [
      [later(1), "first"],
      [later(2), "second"],
    ] as const) {
      await users.prepareSuspension(account.id, { at, ending });
      await users.commit(account.id, { ending, at });
    }
    expect(await users.byId(account.id)).toMatchObject({ suspendedAt: later(1) });
  });
}

export function prepareContract(open: () => Promise<Database>): void {
  test("no revocation begins during another, or for a deleted account", async () => {
    const { users } = await open();
    for (const index of [0, 1, 2]) {
      const { account } = await signUpUser(users);
      expect(await ways(users, account.id, account.passwordHash)[index]?.("first")).toBe(true);
      const passwordHash = index === 0 ? "new hash" : account.passwordHash;
      for (const begin of ways(users, account.id, passwordHash)) expect(await begin("second")).toBe(false);
      await users.commit(account.id, { ending: "first", at: NOON });
    }
    for (const begin of ways(users, "nobody", "hash")) expect(await begin("epoch")).toBe(false);
  });

  test("of many endings that begin at once, one does", async () => {
    const { users } = await open();
    const { account } = await signUpUser(users);
    const begins = Array.from({ length: 8 }, () => ways(users, account.id, account.passwordHash)).flat();
    const outcomes = await Promise.all(begins.map((begin, index) => begin(`ending ${index}`)));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    expect(await users.listInDoubt()).toEqual([{ id: account.id, ending: `ending ${outcomes.indexOf(true)}` }]);
  });

  test("cancelling puts back what stood before", async () => {
    const { users, sessions } = await open();
    const { account, session } = await signUpUser(users);
    const before = await users.byId(account.id);
    for (const begin of ways(users, account.id, account.passwordHash)) {
      expect(await begin("epoch")).toBe(true);
      await users.rollback(account.id, "epoch");
      expect(await users.byId(account.id)).toEqual(before);
    }
    expect(await sessions.byId(session.id)).not.toBeNull();
    expect(await sessions.open(newSession(account.id), account.passwordHash)).toBe(true);
    expect(await users.listInDoubt()).toEqual([]);
  });

  test("cancelling a second suspension or a deletion leaves the first suspension", async () => {
    const { users } = await open();
    const { account } = await signUpUser(users);
    await users.prepareSuspension(account.id, { at: later(1), ending: "first" });
    await users.commit(account.id, { ending: "first", at: later(1) });
    await users.prepareSuspension(account.id, { at: later(2), ending: "second" });
    await users.rollback(account.id, "second");
    await users.prepareDeletion(account.id, { ending: "third" });
    await users.rollback(account.id, "third");
    expect(await users.byId(account.id)).toMatchObject({ suspendedAt: later(1), ending: null });
  });

  test("cancelling doesn't bring back a suspension that was lifted meanwhile", async () => {
    const { users } = await open();
    const { account } = await signUpUser(users);
    await users.prepareSuspension(account.id, { at: later(1), ending: "first" });
    await users.commit(account.id, { ending: "first", at: later(1) });
    await users.prepareSuspension(account.id, { at: later(2), ending: "second" });
    await users.restore(account.id);
    await users.rollback(account.id, "second");
    expect(await users.byId(account.id)).toMatchObject({ suspendedAt: null });
  });
}

export function commitContract(open: () => Promise<Database>): void {
  test("committing or rolling back an outdated revocation does nothing", async () => {
    const { users, sessions } = await open();
    const { account, session } = await signUpUser(users);
    const change = { from: account.passwordHash, to: "second hash", ending: "first" };
    await users.preparePasswordChange(account.id, change);
    expect(await users.commit(account.id, { ending: "other", at: NOON })).toBe(0);
    await users.rollback(account.id, "other");
    expect(await sessions.byId(session.id)).not.toBeNull();
    await users.commit(account.id, { ending: "first", at: NOON });
    await users.rollback(account.id, "first");
    expect(await users.byId(account.id)).toMatchObject({ passwordHash: "second hash" });
    await users.prepareDeletion(account.id, { ending: "second" });
    expect(await users.commit(account.id, { ending: "first", at: NOON })).toBe(0);
    await users.rollback(account.id, "second");
    expect(await users.byId(account.id)).toMatchObject({ passwordHash: "second hash", ending: null });
  });

  test("of a settling and a cancelling at once, one wins whole", async () => {
    const { users, sessions } = await open();
    for (let round = 0; round < 10; round++) {
      const { account, session } = await signUpUser(users);
      await users.preparePasswordChange(account.id, { from: account.passwordHash, to: "new hash", ending: "epoch" });
      const [ended] = await Promise.all([
        users.commit(account.id, { ending: "epoch", at: NOON }),
        users.rollback(account.id, "epoch"),
      ]);
      const passwordHash = ended === 1 ? "new hash" : account.passwordHash;
      expect(await users.byId(account.id)).toMatchObject({ passwordHash, ending: null });
      expect((await sessions.byId(session.id)) === null).toBe(ended === 1);
    }
  });

  test("a deleted account is hidden, but keeps its address until settled", async () => {
    const { users, sessions } = await open();
    const { account, session } = await signUpUser(users);
    const heir = newAccount({ email: account.email });
    expect(await users.prepareDeletion(account.id, { ending: "epoch" })).toBe(true);
    expect(await users.byId(account.id)).toBeNull();
    expect(await users.byEmail(account.email)).toBeNull();
    expect(await users.grantAdmin(account.email)).toBe(false);
    expect(await users.restore(account.id)).toBe(false);
    expect(await users.signUp(heir, newSession(heir.id))).toBe("email_taken");
    expect(await users.listInDoubt()).toEqual([{ id: account.id, ending: "epoch" }]);
    expect(await users.commit(account.id, { ending: "epoch", at: NOON })).toBe(1);
    expect(await users.listInDoubt()).toEqual([]);
    expect(await sessions.byId(session.id)).toBeNull();
    expect(await users.signUp(heir, newSession(heir.id))).toBe("created");
  });
}
