import { expect, test } from "vitest";
import type { Database, RefreshState } from "../../database.ts";
import { later, NOON, newSession, signUpUser } from "./people.ts";

const client = { userAgent: "New/2", address: "192.0.2.9" };

function state(ordinal: number, tokenId = `token ${ordinal}`): RefreshState {
  return { ordinal, tokenId, previousId: "before", accessId: "access", plannedAt: NOON.getTime() + ordinal };
}

export function ledgerContract(open: () => Promise<Database>): void {
  async function opened(refreshTokenId: string | null) {
    const database = await open();
    const { account } = await signUpUser(database.users);
    const session = newSession(account.id, { refreshTokenId });
    await database.sessions.open(session, account.passwordHash);
    return { database, session, ledger: database.sessions.ledger(later(5), client) };
  }

  test("a session begins with the refresh token it was opened with", async () => {
    const { ledger, session } = await opened("first");
    expect(await ledger.read(session.id)).toEqual({
      subject: session.userId,
      expiresAt: session.expiresAt,
      state: { ordinal: 1, tokenId: "first", previousId: null, accessId: null, plannedAt: null },
    });
    expect(await ledger.read("unknown")).toBeNull();
  });

  test("a session of the previous version starts without a state", async () => {
    const { ledger, session } = await opened(null);
    expect(await ledger.read(session.id)).toMatchObject({ state: null });
    expect(await ledger.raise(session.id, 1, state(2))).toBeNull();
    expect(await ledger.raise(session.id, 0, state(4))).toEqual(state(4));
    expect(await ledger.read(session.id)).toMatchObject({ state: state(4) });
  });

  test("raising from an outdated ordinal returns the current one", async () => {
    const { ledger, session } = await opened("first");
    expect(await ledger.raise(session.id, 1, state(2))).toEqual(state(2));
    for (const from of [0, 1, 3])
      expect(await ledger.raise(session.id, from, state(from + 1, "late"))).toEqual(state(2));
    expect(await ledger.read(session.id)).toMatchObject({ state: state(2) });
  });

  test("to raise is a use, and who comes second leaves no trace", async () => {
    const { database, ledger, session } = await opened("first");
    const { sessions } = database;
    await ledger.raise(session.id, 1, state(2));
    const late = { userAgent: "Late/1", address: null };
    await sessions.ledger(later(9), late).raise(session.id, 1, state(2));
    expect(await sessions.byId(session.id)).toMatchObject({ lastSeenAt: later(5), ...client });
    await sessions.ledger(later(3), late).raise(session.id, 2, state(3));
    expect(await sessions.byId(session.id)).toMatchObject({ lastSeenAt: later(5), ...late });
  });

  test("a session that has ended isn't raised, nor read", async () => {
    const { database, ledger, session } = await opened("first");
    await database.sessions.end([session.id], NOON);
    expect(await ledger.raise(session.id, 1, state(2))).toBeNull();
    expect(await ledger.read(session.id)).toBeNull();
    expect(await ledger.raise("unknown", 0, state(1))).toBeNull();
  });
}
