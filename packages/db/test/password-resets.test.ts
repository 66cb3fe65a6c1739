import type { Database } from "@curfew/api/database";
import { later, NOON, signUpUser } from "@curfew/api/testing/people";
import { expect, test } from "vitest";
import { connect, emptyDatabase, onBoth } from "./support/database.ts";

const HOUR_MS = 3_600_000;

onBoth((_open, kind) => {
  /** An account with a link to reset its password. */
  async function forgotten(database: Database) {
    const { account } = await signUpUser(database.users);
    const link = { userId: account.id, expiresAt: later(HOUR_MS) };
    expect(await database.passwordResets.create("digest", link)).toBe(true);
    return { ...database, account, link };
  }

  const change = { at: NOON, to: "new hash", ending: "epoch" };

  test("of many that use one link at once one does", async () => {
    const options = await emptyDatabase(kind);
    const { account } = await forgotten(connect(options));
    const connections = [connect(options).users, connect(options).users];
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        connections[index % 2]?.preparePasswordReset("digest", { ...change, ending: `by ${index}` }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === account.id)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(19);
  });
});
