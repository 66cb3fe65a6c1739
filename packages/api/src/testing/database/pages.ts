import { expect, test } from "vitest";
import type { Database, Users } from "../../database.ts";
import { later, NOON, signUpUser } from "./people.ts";

async function walk(users: Users, limit: number, search?: string): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await users.page({ limit, cursor, search });
    pages.push(page.users.map((user) => user.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return pages;
}

async function found(users: Users, search: string): Promise<string[]> {
  const { users: accounts } = await users.page({ search, limit: 50 });
  return accounts.map((account) => account.name).sort();
}

export function pagesContract(open: () => Promise<Database>): void {
  test("pages run from newest to oldest, each account once", async () => {
    const { users } = await open();
    const ages = [0, 5, 5, 5, 5, 1, 9, 5, 5, 3, 5];
    const accounts = [];
    for (const age of ages) accounts.push((await signUpUser(users, { createdAt: later(-age) })).account);
    const byId = (a: string, b: string) => (a < b ? 1 : -1);
    accounts.sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || byId(a.id, b.id));
    const pages = await walk(users, 4);
    expect(pages.map((page) => page.length)).toEqual([4, 4, 3]);
    expect(pages.flat()).toEqual(accounts.map((account) => account.id));
    expect(await walk(users, 11)).toHaveLength(1);
  });

  test("who signs up between two pages doesn't move the second", async () => {
    const { users } = await open();
    const old = (await signUpUser(users, { createdAt: later(-2) })).account;
    await signUpUser(users, { createdAt: later(-1) });
    const { nextCursor } = await users.page({ limit: 1 });
    await signUpUser(users, { createdAt: NOON });
    const second = await users.page({ limit: 1, cursor: nextCursor ?? "" });
    expect(second.users.map((user) => user.id)).toEqual([old.id]);
    expect(second.nextCursor).toBeNull();
  });

  test("a search finds text in address or name, in any case", async () => {
    const { users } = await open();
    await signUpUser(users, { name: "Åsa ΩMEGA", email: "first@example.test" });
    await signUpUser(users, { name: "Борис", email: "second@example.test" });
    expect(await found(users, "åSA ω")).toEqual(["Åsa ΩMEGA"]);
    expect(await found(users, "БОРИС")).toEqual(["Борис"]);
    expect(await found(users, "COND@Ex")).toEqual(["Борис"]);
    expect(await found(users, "A\u030Asa")).toEqual(["Åsa ΩMEGA"]);
    expect(await found(users, "")).toHaveLength(2);
    expect(await found(users, "nobody")).toEqual([]);
  });

  test("nothing in a search is a wildcard", async () => {
    const { users } = await open();
    for (const name of ["100% real", "100 percent", "snake_case", "snakeXcase", "back\\slash"]) {
      await signUpUser(users, { name });
    }
    expect(await found(users, "%")).toEqual(["100% real"]);
    expect(await found(users, "e_c")).toEqual(["snake_case"]);
    expect(await found(users, "\\")).toEqual(["back\\slash"]);
    expect(await found(users, "' or 1=1 --")).toEqual([]);
    expect(await found(users, "%_".repeat(50_000))).toEqual([]);
  });

  test("a search goes on over its pages", async () => {
    const { users } = await open();
    for (const name of ["red one", "blue", "red two", "red three"]) await signUpUser(users, { name });
    expect((await walk(users, 2, "RED")).map((page) => page.length)).toEqual([2, 1]);
  });

  test("an account marked as deleted is on no page", async () => {
    const { users } = await open();
    const { account } = await signUpUser(users);
    await users.prepareDeletion(account.id, { ending: "epoch" });
    expect(await users.page({ limit: 5 })).toEqual({ users: [], nextCursor: null });
  });
}
