import { expect, test } from "vitest";
import {
  type AuditEvent,
  type AuditQuery,
  type AuditRecord,
  type AuditTrail,
  type Database,
  UnknownCursor,
} from "../../database.ts";
import { later, NOON } from "./people.ts";

/** What is not said of an event. */
const NOTHING = { actorId: null, actorSessionId: null, requestId: null, count: null, detail: null };

function event(given: Partial<AuditEvent> = {}): AuditEvent {
  const client = { userAgent: "Test/1.0", address: "2001:db8::1" };
  return { at: NOON, type: "login", userId: "ada", sessionId: "s1", reason: null, ...client, ...given };
}

/** Events as they come back. */
function records(...events: (AuditEvent | undefined)[]): AuditRecord[] {
  return events.map((given) => ({ ...NOTHING, ...event(given), id: expect.any(String) }));
}

type Query = Omit<AuditQuery, "limit" | "cursor">;

/** The reasons of all events that a query asks for, page by page. */
async function walk(audit: AuditTrail, query: Query, limit = 2): Promise<string[][]> {
  const pages: string[][] = [];
  for (let cursor: string | undefined; ; ) {
    const { events, nextCursor } = await audit.page({ ...query, limit, cursor });
    pages.push(events.map(({ reason }) => reason ?? ""));
    if (nextCursor === null) return pages;
    cursor = nextCursor;
  }
}

export function auditContract(open: () => Promise<Database>): void {
  test("events come back newest first, also within one millisecond", async () => {
    const { audit } = await open();
    const nobody = event({ type: "login_refused", userId: null, sessionId: null, userAgent: null, address: null });
    const events = [event(), event({ reason: "password" }), nobody, event({ at: later(-1) })];
    await audit.record(events);
    expect(await audit.since(later(-1), 10)).toEqual(records(events[2], events[1], events[0], events[3]));
    expect(await audit.since(NOON, 2)).toEqual(records(events[2], events[1]));
    expect(await audit.since(later(1), 10)).toEqual([]);
  });

  test("a user's events are those of no one else", async () => {
    const { audit } = await open();
    await audit.record([event({ userId: "bob" }), event({ userId: null })]);
    for (const reason of ["one", "two", "three"]) await audit.record([event({ reason })]);
    expect((await audit.ofUser("ada", 2)).map(({ reason }) => reason)).toEqual(["three", "two"]);
    expect(await audit.ofUser("nobody", 2)).toEqual([]);
  });

  test("an event keeps actor, origin, request and count", async () => {
    const { audit } = await open();
    const byAdmin = { actorId: "root", actorSessionId: "s9", requestId: "r1", count: 59, detail: "sessions" };
    await audit.record([event(byAdmin), event()]);
    expect(await audit.ofUser("ada", 2)).toEqual(records(event(), event(byAdmin)));
  });

  test("a user's pages hold each event once, whatever happens in between", async () => {
    const { audit } = await open();
    for (const reason of ["one", "two", "three"]) await audit.record([event({ reason }), event({ userId: "bob" })]);
    const first = await audit.ofUser("ada", 2);
    await audit.record([event({ reason: "four" })]);
    expect((await audit.ofUser("ada", 2, first.at(-1)?.id)).map(({ reason }) => reason)).toEqual(["one"]);
  });
}

export function auditPageContract(open: () => Promise<Database>): void {
  test("the trail is read from either end, each event once", async () => {
    const { audit } = await open();
    await audit.record([3, 1, 2, 2, 5, 2].map((at, index) => event({ at: later(at), reason: `${at}.${index}` })));
    const oldest = ["1.1", "2.2", "2.3", "2.5", "3.0", "5.4"];
    expect((await walk(audit, { first: "oldest" })).flat()).toEqual(oldest);
    expect(await walk(audit, { first: "newest" }, 4)).toEqual([
      oldest.slice(2).reverse(),
      oldest.slice(0, 2).reverse(),
    ]);
  });

  test("a page filters by user, session, types and time", async () => {
    const { audit } = await open();
    await audit.record([
      event({ reason: "a", sessionId: "s2", at: later(1) }),
      event({ reason: "b", type: "logout", at: later(2) }),
      event({ reason: "c", type: "signup", at: later(3) }),
      event({ reason: "d", userId: "bob", actorId: "ada", at: later(4) }),
      event({ reason: "e", userId: null, sessionId: null, actorId: "ada", at: later(5) }),
      event({ reason: "f", actorId: "ada", at: later(6) }),
      event({ reason: "g", userId: "bob", actorId: "bob", sessionId: "s3", at: later(7) }),
    ]);
    const found = async (query: Query) => (await walk(audit, query)).flat().join("");
    expect(await found({})).toBe("abcdefg");
    expect(await found({ userId: "ada" })).toBe("abcdef");
    expect((await walk(audit, { userId: "ada", first: "newest" })).flat().join("")).toBe("fedcba");
    expect(await found({ userId: "bob" })).toBe("dg");
    expect(await found({ sessionId: "s2" })).toBe("a");
    expect(await found({ types: ["logout", "signup"] })).toBe("bc");
    expect(await found({ types: [] })).toBe("");
    expect(await found({ since: later(3), until: later(6) })).toBe("cde");
    expect(await found({ userId: "ada", types: ["login"], since: later(2), until: later(6) })).toBe("de");
    expect(await found({ userId: "nobody" })).toBe("");
  });

  test("a cursor of the trail that no page gave is refused", async () => {
    const { audit } = await open();
    await audit.record([event()]);
    for (const cursor of ["", "1", "-1-1", "1-1x", "1e3-1", `${"9".repeat(16)}-1`]) {
      await expect(audit.ofUser("ada", 1, cursor)).rejects.toThrow(UnknownCursor);
      await expect(audit.page({ limit: 1, cursor })).rejects.toThrow(UnknownCursor);
    }
  });

  test("events are counted by minute and type within a range", async () => {
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
}
