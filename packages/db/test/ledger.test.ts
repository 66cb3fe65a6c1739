import type { RefreshState } from "@curfew/api/database";
import { later, NOON, newSession, signUpUser } from "@curfew/api/testing/people";
import { expect, test } from "vitest";
import { connect, emptyDatabase, onBoth } from "./support/database.ts";

const client = { userAgent: "New/2", address: "192.0.2.9" };

function state(ordinal: number, tokenId = `token ${ordinal}`): RefreshState {
  return { ordinal, tokenId, previousId: "before", accessId: "access", plannedAt: NOON.getTime() + ordinal };
}

onBoth((_open, kind) => {
  async function opened(refreshTokenId: string | null) {
    const options = await emptyDatabase(kind);
    const database = connect(options);
    const { account } = await signUpUser(database.users);
    const session = newSession(account.id, { refreshTokenId });
    await database.sessions.open(session, account.passwordHash);
    return { options, database, session, ledger: database.sessions.ledger(later(5), client) };
  }

  test("concurrent raises over two connections all get the same", async () => {
    const { options, ledger, database, session } = await opened("first");
    const ledgers = [ledger, connect(options).sessions.ledger(later(6), client)];
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => ledgers[index % 2]?.raise(session.id, 1, state(2, `by ${index}`))),
    );
    expect(new Set(outcomes.map((outcome) => outcome?.tokenId)).size).toBe(1);
    expect((await database.sessions.ledger(NOON, client).read(session.id))?.state).toEqual(outcomes[0]);
  });
});
