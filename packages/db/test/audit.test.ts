import type { AuditEvent, AuditRecord } from "@curfew/api/database";
import { NOON } from "@curfew/api/testing/people";
import { expect, test } from "vitest";
import { connect, emptyDatabase, execute, numbersUpTo, onBoth } from "./support/database.ts";

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

onBoth((open, kind) => {
  test("more events than a statement's parameters are recorded in order", async () => {
    const { audit } = await open();
    const events = Array.from({ length: 10_500 }, (_, index) => event({ reason: String(index) }));
    await audit.record(events);
    await audit.record([]);
    expect(await audit.since(NOON, 20_000)).toEqual(records(...events.reverse()));
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
    expect(await audit.since(new Date(0), 10)).toEqual(records(event()));
  });
});
