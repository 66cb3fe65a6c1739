import { expect, test } from "vitest";
import type { Database } from "../../database.ts";
import { later, NOON, signUpUser } from "./people.ts";

const HOUR_MS = 3_600_000;

/** An account with a link to reset its password. */
async function forgotten(database: Database) {
  const { account } = await signUpUser(database.users);
  const link = { userId: account.id, expiresAt: later(HOUR_MS) };
  expect(await database.passwordResets.create("digest", link)).toBe(true);
  return { ...database, account, link };
}

const change = { at: NOON, to: "new hash", ending: "epoch" };

export function passwordResetsContract(open: () => Promise<Database>): void {
  test("a link is about its account until its hour is over", async () => {
    const { passwordResets, link } = await forgotten(await open());
    expect(await passwordResets.find("digest", later(HOUR_MS - 1))).toEqual(link);
    expect(await passwordResets.find("digest", later(HOUR_MS))).toBeNull();
    expect(await passwordResets.find("other", NOON)).toBeNull();
  });

  test("a link sets another password once, and every session ends", async () => {
    const { users, sessions, passwordResets, account } = await forgotten(await open());
    expect(await users.preparePasswordReset("other", change)).toBeNull();
    expect(await users.preparePasswordReset("digest", { ...change, at: later(HOUR_MS) })).toBeNull();
    expect(await users.preparePasswordReset("digest", change)).toBe(account.id);
    expect(await users.byId(account.id)).toMatchObject({ passwordHash: "new hash", ending: "epoch" });
    expect(await users.preparePasswordReset("digest", { ...change, to: "third", ending: "later" })).toBeNull();
    expect(await users.commit(account.id, { ending: "epoch", at: NOON })).toBe(1);
    expect(await sessions.live(account.id, NOON, null)).toEqual([]);
    expect(await passwordResets.find("digest", NOON)).toBeNull();
    expect(await users.preparePasswordReset("digest", change)).toBeNull();
  });

  test("a reset that the blacklist refuses leaves link and password", async () => {
    const { users, passwordResets, account, link } = await forgotten(await open());
    await users.preparePasswordReset("digest", change);
    expect(await passwordResets.find("digest", NOON)).toEqual(link);
    await users.rollback(account.id, "epoch");
    expect(await users.byId(account.id)).toMatchObject({ passwordHash: account.passwordHash, ending: null });
    expect(await users.preparePasswordReset("digest", change)).toBe(account.id);
  });

  test("a newer link kills the one before", async () => {
    const { users, passwordResets, account, link } = await forgotten(await open());
    expect(await passwordResets.create("newer", link)).toBe(true);
    expect(await passwordResets.find("digest", NOON)).toBeNull();
    expect(await users.preparePasswordReset("digest", change)).toBeNull();
    expect(await users.preparePasswordReset("newer", change)).toBe(account.id);
  });
}

export function deadLinksContract(open: () => Promise<Database>): void {
  test("a change of the password kills the link", async () => {
    const { users, passwordResets, account } = await forgotten(await open());
    await users.preparePasswordChange(account.id, { from: account.passwordHash, to: "mine", ending: "change" });
    expect(await users.preparePasswordReset("digest", change)).toBeNull();
    await users.commit(account.id, { ending: "change", at: NOON });
    expect(await passwordResets.find("digest", NOON)).toBeNull();
  });

  test("a suspension kills the link, and its end brings none back", async () => {
    const { users, passwordResets, account, link } = await forgotten(await open());
    await users.prepareSuspension(account.id, { at: NOON, ending: "suspension" });
    expect(await passwordResets.find("digest", NOON)).toBeNull();
    await users.commit(account.id, { ending: "suspension", at: NOON });
    expect(await passwordResets.create("another", link)).toBe(false);
    await users.restore(account.id);
    expect(await passwordResets.find("digest", NOON)).toBeNull();
    expect(await users.preparePasswordReset("digest", change)).toBeNull();
    expect(await passwordResets.create("another", link)).toBe(true);
  });

  test("a deletion kills the link, whoever takes the address next", async () => {
    const { users, passwordResets, account, link } = await forgotten(await open());
    await users.prepareDeletion(account.id, { ending: "deletion" });
    expect(await passwordResets.find("digest", NOON)).toBeNull();
    expect(await passwordResets.create("another", link)).toBe(false);
    await users.commit(account.id, { ending: "deletion", at: NOON });
    await signUpUser(users, { email: account.email });
    expect(await passwordResets.find("digest", NOON)).toBeNull();
    expect(await passwordResets.create("another", link)).toBe(false);
  });

  test("pruning deletes the links that were over, and no other", async () => {
    const { passwordResets, link } = await forgotten(await open());
    expect(await passwordResets.prune(link.expiresAt)).toBe(0);
    expect(await passwordResets.find("digest", NOON)).toEqual(link);
    expect(await passwordResets.prune(later(HOUR_MS + 1))).toBe(1);
  });
}
