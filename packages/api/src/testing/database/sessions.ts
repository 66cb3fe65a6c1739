import { expect, test } from "vitest";
import { type Database, UnknownCursor } from "../../database.ts";
import { later, NOON, newSession, refreshed, signUpUser, unused } from "./people.ts";

/** An account with its first session and `count` more. */
async function loggedIn({ users, sessions }: Database, count: number) {
  const { account, session } = await signUpUser(users);
  const opened = [session];
  while (opened.length <= count) {
    const next = newSession(account.id);
    await sessions.open(next, account.passwordHash);
    opened.push(next);
  }
  return { account, ids: opened.map(({ id }) => id) };
}

export function sessionsContract(open: () => Promise<Database>): void {
  test("a session opens under the account's password only", async () => {
    const { users, sessions } = await open();
    const { account } = await signUpUser(users);
    const right = newSession(account.id, { userAgent: null, address: null });
    const wrong = newSession(account.id);
    expect(await sessions.open(right, account.passwordHash)).toBe(true);
    expect(await sessions.open(wrong, "another hash")).toBe(false);
    expect(await sessions.open(newSession("nobody"), account.passwordHash)).toBe(false);
    expect(await sessions.byId(right.id)).toEqual(unused(right));
    expect(await sessions.byId(wrong.id)).toBeNull();
  });

  test("no session opens during a revocation, a suspension or after deletion", async () => {
    const { users, sessions } = await open();
    const { account } = await signUpUser(users);
    const opens = () => sessions.open(newSession(account.id), account.passwordHash);
    await users.prepareSuspension(account.id, { at: NOON, ending: "first" });
    await users.restore(account.id);
    expect(await opens()).toBe(false);
    await users.commit(account.id, { ending: "first", at: NOON });
    expect(await opens()).toBe(true);
    await users.prepareSuspension(account.id, { at: NOON, ending: "second" });
    await users.commit(account.id, { ending: "second", at: NOON });
    expect(await opens()).toBe(false);
    await users.restore(account.id);
    await users.prepareDeletion(account.id, { ending: "third" });
    expect(await opens()).toBe(false);
    await users.commit(account.id, { ending: "third", at: NOON });
    expect(await opens()).toBe(false);
  });
}

export function listContract(open: () => Promise<Database>): void {
  test("live sessions are listed by user and generation, last seen first", async () => {
    const database = await open();
    const { users, sessions } = database;
    const { account, ids } = await loggedIn(database, 3);
    const [first = "", second = "", third = "", ended = ""] = ids;
    await sessions.end([ended], NOON);
    await refreshed(sessions, second, later(5), { userAgent: "New/2", address: "192.0.2.9" });
    await refreshed(sessions, third, later(9), { userAgent: null, address: null });
    await sessions.open(newSession(account.id, { generation: "2.second" }), account.passwordHash);
    await signUpUser(users);
    const live = await sessions.live(account.id, later(59_999), "1.first");
    expect(live.map(({ id }) => id)).toEqual([third, second, first]);
    expect(live[1]).toMatchObject({ lastSeenAt: later(5), userAgent: "New/2", address: "192.0.2.9" });
    expect(await sessions.live(account.id, later(60_000), "1.first")).toEqual([]);
    expect(await sessions.live(account.id, later(59_999), null)).toHaveLength(live.length + 1);
  });

  test("a live session is found by id, user and generation", async () => {
    const database = await open();
    const { users, sessions } = database;
    const { account, ids } = await loggedIn(database, 1);
    const [id = "", ended = ""] = ids;
    const other = await signUpUser(users);
    await sessions.end([ended], NOON);
    const found = (userId: string, of: string, at: Date, generation: string | null = "1.first") =>
      sessions.findLive(userId, of, at, generation);
    expect(await found(account.id, id, later(59_999))).toEqual(await sessions.byId(id));
    expect(await found(account.id, id, NOON, null)).toMatchObject({ id });
    expect(await found(account.id, id, later(60_000))).toBeNull();
    expect(await found(account.id, id, NOON, "2.second")).toBeNull();
    for (const foreign of [ended, other.session.id, "unknown"]) {
      expect(await found(account.id, foreign, NOON)).toBeNull();
    }
  });
}

export function sessionPageContract(open: () => Promise<Database>): void {
  test("pages of live sessions run from the last seen, each once", async () => {
    const database = await open();
    const { sessions } = database;
    const { account, ids } = await loggedIn(database, 8);
    for (const [index, id] of ids.slice(0, 5).entries()) {
      await refreshed(sessions, id, later(index % 3), { userAgent: null, address: null });
    }
    const all = (await sessions.live(account.id, NOON, "1.first")).map(({ id }) => id);
    const page = async (cursor: string | undefined, limit: number) => {
      const found = await sessions.page(account.id, NOON, { generation: "1.first", cursor, limit });
      return found.map(({ id }) => id);
    };
    expect(await page(undefined, 4)).toEqual(all.slice(0, 4));
    expect(await page(all[3], 4)).toEqual(all.slice(4, 8));
    await sessions.end([all[7] ?? ""], NOON);
    expect(await page(all[7], 4)).toEqual(all.slice(8));
    expect(await page(all[8], 4)).toEqual([]);
    expect(await page(undefined, 100)).toEqual(all.filter((id) => id !== all[7]));
  });

  test("a cursor that isn't one of the user's sessions is refused", async () => {
    const database = await open();
    const { account } = await loggedIn(database, 0);
    const other = await signUpUser(database.users);
    for (const cursor of ["", "unknown", other.session.id]) {
      const page = database.sessions.page(account.id, NOON, { generation: null, cursor, limit: 5 });
      await expect(page).rejects.toThrow(UnknownCursor);
    }
  });
}

export function excessContract(open: () => Promise<Database>): void {
  test("a session is named by its owner, until it ends", async () => {
    const database = await open();
    const { users, sessions } = database;
    const { account, ids } = await loggedIn(database, 1);
    const [id = "", ended = ""] = ids;
    const other = await signUpUser(users);
    await sessions.end([ended], NOON);
    expect(await sessions.rename(id, account.id, "Kitchen tablet")).toBe(true);
    expect(await sessions.byId(id)).toMatchObject({ name: "Kitchen tablet" });
    for (const [session, user] of [
      [id, other.account.id],
      [ended, account.id],
      ["unknown", account.id],
    ] as const) {
      expect(await sessions.rename(session, user, "Mine")).toBe(false);
    }
    expect(await sessions.rename(id, account.id, null)).toBe(true);
    expect(await sessions.findLive(account.id, id, NOON, null)).toMatchObject({ name: null });
  });

  test("the excess sessions are the least recently seen ones", async () => {
    const database = await open();
    const { users, sessions } = database;
    const { account, ids } = await loggedIn(database, 4);
    const equals = ids.slice(0, 3).sort();
    const [touched = "", ended = ""] = ids.slice(3);
    await refreshed(sessions, touched, later(5), { userAgent: null, address: null });
    await sessions.end([ended], NOON);
    const foreign = newSession(account.id, { generation: "0.before", startedAt: later(-1), expiresAt: later(90_000) });
    await sessions.open(foreign, account.passwordHash);
    await sessions.open(newSession(account.id, { expiresAt: later(10) }), account.passwordHash);
    await signUpUser(users);
    const over = async (keep: number, atMost: number, ...except: string[]) =>
      (await sessions.leastRecentlySeen(account.id, later(10), { keep, atMost, except })).map(({ id }) => id);
    const oldestFirst = [foreign.id, ...equals.toReversed(), touched];
    expect(await over(0, 9)).toEqual(oldestFirst);
    expect(await over(2, 9)).toEqual(oldestFirst.slice(0, 3));
    expect(await over(2, 2)).toEqual(oldestFirst.slice(0, 2));
    expect(await over(2, 9, foreign.id, touched, "unknown")).toEqual(equals.slice(2));
    for (const keep of [5, 6, 1_000]) expect(await over(keep, 9)).toEqual([]);
    expect(await sessions.leastRecentlySeen(account.id, later(10), { keep: 4, atMost: 9, except: [] })).toMatchObject([
      unused(foreign),
    ]);
  });

  test("concurrent endings end no more than the excess", async () => {
    const database = await open();
    const { sessions } = database;
    const { account, ids } = await loggedIn(database, 29);
    const shed = async () => {
      const over = await sessions.leastRecentlySeen(account.id, NOON, { keep: 20, atMost: 5, except: [] });
      await sessions.end(
        over.map(({ id }) => id),
        NOON,
      );
    };
    for (let round = 0; round < 4; round += 1) await Promise.all(Array.from({ length: 10 }, shed));
    const left = await sessions.live(account.id, NOON, null);
    expect(left.map(({ id }) => id)).toEqual(ids.sort().slice(0, 20));
  });
}

export function endContract(open: () => Promise<Database>): void {
  test("pruning deletes only sessions that were over before a time", async () => {
    const database = await open();
    const { sessions } = database;
    const { account, ids } = await loggedIn(database, 3);
    const [ended = "", endedLater = "", ...live] = ids;
    await sessions.end([ended], NOON);
    await sessions.end([endedLater], later(10));
    const lasting = newSession(account.id, { expiresAt: later(600_000) });
    await sessions.open(lasting, account.passwordHash);
    await sessions.prune(later(10));
    expect((await sessions.live(account.id, NOON, null)).map(({ id }) => id).sort()).toEqual(
      [...live, lasting.id].sort(),
    );
    expect(await sessions.prune(later(11))).toBe(1);
    expect(await sessions.prune(later(60_001))).toBe(live.length);
    expect((await sessions.live(account.id, NOON, null)).map(({ id }) => id)).toEqual([lasting.id]);
  });

  test("an ended session keeps its first end and is reported once", async () => {
    const database = await open();
    const { sessions } = database;
    const { ids } = await loggedIn(database, 2);
    const [first = "", second = "", third = ""] = ids;
    expect((await sessions.end([first, second, "unknown"], later(1))).toSorted()).toEqual([first, second].sort());
    expect(await sessions.end([second, third], later(2))).toEqual([third]);
    expect(await sessions.end([], later(3))).toEqual([]);
    expect(await Promise.all(ids.map((id) => sessions.byId(id)))).toEqual([null, null, null]);
  });

  test("of many who end one session at once, one ended it", async () => {
    const database = await open();
    const { ids } = await loggedIn(database, 4);
    const reversed = ids.toReversed();
    const ended = await Promise.all(
      Array.from({ length: 20 }, (_, index) => database.sessions.end(index % 2 ? ids : reversed, later(index))),
    );
    expect(ended.flat().sort()).toEqual(ids.toSorted());
  });
}
