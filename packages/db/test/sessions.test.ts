import type { Database } from "@curfew/api/database";
import { later, NOON, newSession, signUpUser } from "@curfew/api/testing/people";
import { expect, test } from "vitest";
import { connect, emptyDatabase, execute, numbersUpTo, onBoth } from "./support/database.ts";

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

onBoth((open, kind) => {
  test("ended sessions and suspended accounts are told of many at once", async () => {
    const database = await open();
    const { sessions, users } = database;
    const [first, second] = [await loggedIn(database, 1), await loggedIn(database, 0)];
    await sessions.end([first.ids[1] ?? ""], NOON);
    await users.prepareSuspension(second.account.id, { at: NOON, ending: "suspension" });
    const strangers = Array.from({ length: 1_200 }, (_, i) => `no ${i}`);
    const fates = await sessions.fates([...strangers, ...first.ids, ...second.ids]);
    expect(new Map(fates.map(({ id, ...fate }) => [id, fate]))).toEqual(
      new Map([
        [first.ids[0], { hasEnded: false, isSuspended: false }],
        [first.ids[1], { hasEnded: true, isSuspended: false }],
        [second.ids[0], { hasEnded: false, isSuspended: true }],
      ]),
    );
    expect(await sessions.fates([])).toEqual([]);
  });

  test("more sessions than a statement has parameters can be ended at once", async () => {
    const database = await open();
    const { ids } = await loggedIn(database, 1);
    const many = [...Array.from({ length: 40_000 }, (_, index) => `unknown ${index}`), ...ids];
    expect(await database.sessions.end(many, NOON)).toHaveLength(2);
  });

  test("everything started under another generation ends, however much", async () => {
    const options = await emptyDatabase(kind);
    const { users, sessions } = connect(options);
    const { account } = await signUpUser(users);
    const after = newSession(account.id, { startedAt: later(1) });
    await sessions.open(after, account.passwordHash);
    // A start is noted in whole seconds, and by another clock.
    const newborn = newSession(account.id, { generation: "2.second", startedAt: later(-999) });
    await sessions.open(newborn, account.passwordHash);
    const columns = "id, user_id, generation, started_at, expires_at, last_seen_at";
    const copy = "'copy ' || i, user_id, generation, started_at, expires_at, last_seen_at";
    const first = `select ${copy} from n, sessions where started_at = ${NOON.getTime()}`;
    await execute(options, `insert into sessions (${columns}) ${numbersUpTo(1_200)} ${first}`);
    expect(await sessions.endEverything(NOON, "2.second")).toBe(1_201);
    expect((await sessions.live(account.id, NOON, "1.first")).map(({ id }) => id)).toEqual([after.id]);
    expect((await sessions.live(account.id, NOON, "2.second")).map(({ id }) => id)).toEqual([newborn.id]);
  });
});
