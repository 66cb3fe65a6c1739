import type { Users } from "@curfew/api/database";
import { NOON, newSession, signUpUser } from "@curfew/api/testing/people";
import { expect, test } from "vitest";
import type { DatabaseOptions } from "../src/index.ts";
import { connect, emptyDatabase, execute, numbersUpTo, onBoth } from "./support/database.ts";

/** The three ways to begin, on an account whose password is `from`. */
function ways(users: Users, id: string, from: string) {
  return [
    (ending: string) => users.preparePasswordChange(id, { from, to: "new hash", ending }),
    (ending: string) => users.prepareSuspension(id, { at: NOON, ending }),
    (ending: string) => users.prepareDeletion(id, { ending }),
  ];
}

/** Sessions of an account that ended long ago. */
function fill(options: DatabaseOptions, userId: string, count: number) {
  return execute(
    options,
    `insert into sessions (id, user_id, generation, started_at, expires_at, last_seen_at, ended_at, user_agent)
     ${numbersUpTo(count)} select 'old' || i, '${userId}', '1.first', 1, 2, 1, 1, '${"x".repeat(512)}' from n`,
  );
}

function sessionsIn(options: DatabaseOptions) {
  return execute(options, "select id from sessions");
}

onBoth((_open, kind) => {
  test("the session that asked goes on, whichever process commits", async () => {
    const options = await emptyDatabase(kind);
    const { users } = connect(options);
    const { account, session } = await signUpUser(users);
    const change = { from: account.passwordHash, to: "new hash", ending: "epoch", exceptSessionId: session.id };
    await users.preparePasswordChange(account.id, change);
    const another = connect(options);
    expect(await another.users.commit(account.id, { ending: "epoch", at: NOON })).toBe(0);
    expect(await another.sessions.byId(session.id)).not.toBeNull();
    await users.prepareSuspension(account.id, { at: NOON, ending: "next" });
    expect(await users.commit(account.id, { ending: "next", at: NOON })).toBe(1);
  });

  test("nothing is left of an account that was deleted", async () => {
    const options = await emptyDatabase(kind);
    const { users } = connect(options);
    const { account } = await signUpUser(users);
    await users.prepareDeletion(account.id, { ending: "epoch" });
    await users.commit(account.id, { ending: "epoch", at: NOON });
    for (const table of ["users", "sessions"]) expect(await execute(options, `select * from ${table}`)).toEqual([]);
  });

  test("an account with very many sessions is deleted in batches", async () => {
    const options = await emptyDatabase(kind);
    const { users } = connect(options);
    const [{ account }, other] = [await signUpUser(users), await signUpUser(users)];
    await fill(options, account.id, 1_700);
    await users.prepareDeletion(account.id, { ending: "epoch" });
    expect(await users.commit(account.id, { ending: "another", at: NOON })).toBe(0);
    expect(await sessionsIn(options)).toHaveLength(1_702);
    expect(await users.commit(account.id, { ending: "epoch", at: NOON })).toBe(1);
    expect(await sessionsIn(options)).toEqual([{ id: other.session.id }]);
  });

  test("what ended stays on record where an account goes on", async () => {
    const options = await emptyDatabase(kind);
    const { users } = connect(options);
    const { account } = await signUpUser(users);
    await fill(options, account.id, 10);
    await users.prepareSuspension(account.id, { at: NOON, ending: "epoch" });
    await users.commit(account.id, { ending: "epoch", at: NOON });
    expect(await sessionsIn(options)).toHaveLength(11);
  });

  test("what a process left unfinished another finds and finishes, once", async () => {
    const options = await emptyDatabase(kind);
    const dying = connect(options);
    const accounts = [];
    for (const index of [0, 1, 2]) {
      const { account } = await signUpUser(dying.users);
      await ways(dying.users, account.id, account.passwordHash)[index]?.(`ending ${index}`);
      accounts.push(account);
    }
    await dying.close();
    const { users } = connect(options);
    const left = await users.listInDoubt();
    expect(left.toSorted((a, b) => (a.ending < b.ending ? -1 : 1))).toEqual(
      accounts.map(({ id }, index) => ({ id, ending: `ending ${index}` })),
    );
    const settle = () => Promise.all(left.map(({ id, ending }) => users.commit(id, { ending, at: NOON })));
    expect(await settle()).toEqual([1, 1, 1]);
    expect(await settle()).toEqual([0, 0, 0]);
    expect(await users.listInDoubt()).toEqual([]);
  });

  test("nothing is kept of an ending that is over", async () => {
    const options = await emptyDatabase(kind);
    const { users } = connect(options);
    const { account } = await signUpUser(users);
    const columns = () => execute(options, "select ending, undo_password_hash, undo_suspended_at from users");
    const nothing = { ending: null, undo_password_hash: null, undo_suspended_at: null };
    await users.preparePasswordChange(account.id, { from: account.passwordHash, to: "new hash", ending: "first" });
    await users.commit(account.id, { ending: "first", at: NOON });
    expect(await columns()).toEqual([nothing]);
    await users.preparePasswordChange(account.id, { from: "new hash", to: "undone hash", ending: "second" });
    await users.rollback(account.id, "second");
    expect(await columns()).toEqual([nothing]);
  });

  test("a login that races a password change ends or is refused", async () => {
    const options = await emptyDatabase(kind);
    const here = connect(options);
    const there = connect(options);
    for (let round = 0; round < 5; round++) {
      const { account } = await signUpUser(here.users);
      const change = { from: account.passwordHash, to: "new hash", ending: "epoch" };
      const login = async (_: unknown, index: number) =>
        (index % 2 ? here : there).sessions.open(newSession(account.id), account.passwordHash);
      const changePassword = async () => {
        await here.users.preparePasswordChange(account.id, change);
        await here.users.commit(account.id, { ending: "epoch", at: NOON });
      };
      const early = Array.from({ length: 8 }, login);
      await Promise.all([...early, changePassword(), ...Array.from({ length: 8 }, login)]);
      expect(await here.sessions.live(account.id, NOON, "1.first")).toEqual([]);
    }
  });
});
