import type { AuditEvent, AuditPage, AuditQuery } from "@curfew/api/ports";
import { expect, test } from "vitest";
import { connect, emptyDatabase, execute, numbersUpTo, onBoth } from "./support/database.ts";
import { later, NOON } from "./support/people.ts";

function event(given: Partial<AuditEvent> = {}): AuditEvent {
  const client = { userAgent: "Test/1.0", address: "2001:db8::1" };
  return { at: NOON, type: "login", userId: "ada", sessionId: "s1", reason: null, ...client, ...given };
}

onBoth((open, kind) => {
  test("events come back as they were recorded, newest first, also within one millisecond", async () => {
    const { audit } = await open();
    const nobody = event({ type: "login_refused", userId: null, sessionId: null, userAgent: null, address: null });
    const events = [event(), event({ reason: "password" }), nobody, event({ at: later(-1) })];
    await audit.record(events);
    expect(await audit.since(later(-1), 10)).toEqual([events[2], events[1], events[0], events[3]]);
    expect(await audit.since(NOON, 2)).toEqual([events[2], events[1]]);
    expect(await audit.since(later(1), 10)).toEqual([]);
  });

  test("a user's events are those of no one else", async () => {
    const { audit } = await open();
    await audit.record([event({ userId: "bob" }), event({ userId: null })]);
    for (const reason of ["one", "two", "three"]) await audit.record([event({ reason })]);
    expect((await audit.ofUser("ada", 2)).map(({ reason }) => reason)).toEqual(["three", "two"]);
    expect(await audit.ofUser("nobody", 2)).toEqual([]);
  });

  test("pages go from the oldest event to the newest, each event once, also within one millisecond", async () => {
    const { audit } = await open();
    const events = Array.from({ length: 7 }, (_, index) => event({ reason: String(index), at: later(index >> 1) }));
    await audit.record(events.toReversed().toSorted((a, b) => +a.at - +b.at));
    const found: AuditEvent[] = [];
    let cursor: string | null | undefined;
    for (; cursor !== null; ) {
      const page: AuditPage = await audit.page({ limit: 2, cursor });
      found.push(...page.events);
      cursor = page.nextCursor;
    }
    expect(found.map(({ at }) => at)).toEqual(events.map(({ at }) => at));
    expect(new Set(found.map(({ reason }) => reason)).size).toBe(7);
    expect(await audit.page({ limit: 2, cursor: "1.2;" })).toEqual({ events: [], nextCursor: null });
    expect(await audit.page({ limit: 8 })).toMatchObject({ nextCursor: null });
  });

  test("a page holds what matches every part of its question", async () => {
    const { audit } = await open();
    const [first, second, third] = [event(), event({ type: "logout", at: later(1) }), event({ at: later(2) })];
    const [bobs, other] = [event({ userId: "bob", at: later(3) }), event({ sessionId: "s2", at: later(4) })];
    await audit.record([first, second, third, bobs, other]);
    const asked = async (query: Omit<AuditQuery, "limit">) => (await audit.page({ ...query, limit: 9 })).events;
    expect(await asked({})).toEqual([first, second, third, bobs, other]);
    expect(await asked({ userId: "bob" })).toEqual([bobs]);
    expect(await asked({ sessionId: "s2" })).toEqual([other]);
    expect(await asked({ userId: "ada", sessionId: "s1", types: ["login", "logout"] })).toEqual([first, second, third]);
    expect(await asked({ types: ["logout"] })).toEqual([second]);
    expect(await asked({ since: later(1), until: later(3) })).toEqual([second, third]);
    expect(await asked({ types: ["nothing"] })).toEqual([]);
  });

  test("more events than a statement has parameters can be recorded at once, in their order", async () => {
    const { audit } = await open();
    const events = Array.from({ length: 10_500 }, (_, index) => event({ reason: String(index) }));
    await audit.record(events);
    await audit.record([]);
    expect(await audit.since(NOON, 20_000)).toEqual(events.reverse());
  });

  test("events are counted by minute and type, from the first moment asked for to before the last", async () => {
    const { audit } = await open();
    const noon = new Date("2026-11-21T12:00:00Z");
    const [one, two] = [later(60_000, noon), later(120_000, noon)];
    await audit.record([noon, later(-1, one), one, two, later(-1, noon)].map((at) => event({ at })));
    await audit.record([event({ type: "logout", at: later(1, noon) })]);
    const counts = await audit.counts(noon, two);
    expect(counts.toSorted((a, b) => +a.minute - +b.minute || a.type.localeCompare(b.type))).toEqual([
      { minute: noon, type: "login", count: 2 },
      { minute: noon, type: "logout", count: 1 },
      { minute: one, type: "login", count: 1 },
    ]);
    expect(await audit.counts(later(60_000, two), later(120_000, two))).toEqual([]);
  });

  test("pruning deletes all that is older, however much, and nothing else", async () => {
    const options = await emptyDatabase(kind);
    const { audit } = connect(options);
    await audit.record([event()]);
    await execute(
      options,
      `insert into audit (at, type) ${numbersUpTo(2_100)} select ${NOON.getTime() - 1}, 'login' from n`,
    );
    expect(await audit.prune(NOON)).toBe(2_100);
    expect(await audit.prune(NOON)).toBe(0);
    expect(await audit.since(new Date(0), 10)).toEqual([event()]);
  });
});
