import type { AuditEvent } from "@curfew/api/ports";
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
    for (const each of events) await audit.record(each);
    expect(await audit.since(later(-1), 10)).toEqual([events[2], events[1], events[0], events[3]]);
    expect(await audit.since(NOON, 2)).toEqual([events[2], events[1]]);
    expect(await audit.since(later(1), 10)).toEqual([]);
  });

  test("a user's events are those of no one else", async () => {
    const { audit } = await open();
    await audit.record(event({ userId: "bob" }));
    await audit.record(event({ userId: null }));
    for (const reason of ["one", "two", "three"]) await audit.record(event({ reason }));
    expect((await audit.ofUser("ada", 2)).map(({ reason }) => reason)).toEqual(["three", "two"]);
    expect(await audit.ofUser("nobody", 2)).toEqual([]);
  });

  test("pruning deletes all that is older, however much, and nothing else", async () => {
    const options = await emptyDatabase(kind);
    const { audit } = connect(options);
    await audit.record(event());
    await execute(
      options,
      `insert into audit (at, type) ${numbersUpTo(2_100)} select ${NOON.getTime() - 1}, 'login' from n`,
    );
    expect(await audit.prune(NOON)).toBe(2_100);
    expect(await audit.prune(NOON)).toBe(0);
    expect(await audit.since(new Date(0), 10)).toEqual([event()]);
  });
});
