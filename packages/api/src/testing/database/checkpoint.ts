import { JOURNAL_RULES } from "@curfew/auth/testing";
import { expect, test } from "vitest";
import type { Checkpoint, Database, Generation } from "../../database.ts";

function born(number: number, id: string): Generation {
  return { number, id, line: `${number}.${id}` };
}

export function checkpointContract(open: () => Promise<Database>): void {
  test("the first checkpoint names no store, and a database of its own", async () => {
    const [one, other] = [await open(), await open()];
    const { checkpoint } = await one.checkpoint.read();
    expect(checkpoint).toEqual({
      version: 1,
      databaseId: expect.stringMatching(/^[\w-]{22}$/),
      ...{ store: null, generation: null, revision: null, declared: null, lostAt: null, formerStore: null },
      ...{ bannedKeys: [], journaledLine: null, longest: { accessSeconds: 0, sessionSeconds: 0 } },
    });
    expect((await one.checkpoint.read()).checkpoint).toEqual(checkpoint);
    expect((await other.checkpoint.read()).checkpoint.databaseId).not.toBe(checkpoint.databaseId);
  });

  test("a change sets what it names, and leaves the rest", async () => {
    const { checkpoint } = await open();
    const { databaseId } = (await checkpoint.read()).checkpoint;
    const full: Omit<Checkpoint, "version" | "databaseId" | "lostAt" | "formerStore"> = {
      store: { id: "store", setting: "digest" },
      generation: born(3, "c"),
      revision: { number: 7, id: "write" },
      declared: { generation: born(4, "d"), storeId: "next" },
      bannedKeys: ['a "key"', "another"],
      journaledLine: "3.c",
      longest: { accessSeconds: 600, sessionSeconds: 7_776_000 },
    };
    const none = { lostAt: null, formerStore: null };
    expect(await checkpoint.replace(1, full)).toMatchObject({
      replaced: true,
      checkpoint: { version: 2, databaseId, ...full, ...none },
    });
    await checkpoint.replace(2, { revision: null, declared: null });
    await checkpoint.replace(3, {});
    const bare = { ...full, revision: null, declared: null };
    expect((await checkpoint.read()).checkpoint).toEqual({ version: 4, databaseId, ...bare, ...none });
    await checkpoint.replace(4, { store: null, bannedKeys: [] });
    expect((await checkpoint.read()).checkpoint).toMatchObject({ store: null, bannedKeys: [] });
  });

  test("a change to an outdated checkpoint changes nothing", async () => {
    const { checkpoint } = await open();
    await checkpoint.read();
    const standing = await checkpoint.replace(1, { bannedKeys: ["k"] });
    for (const version of [1, 3]) {
      expect(await checkpoint.replace(version, { generation: born(1, "a"), lost: true, givenUp: "x" })).toMatchObject({
        replaced: false,
        checkpoint: standing.checkpoint,
      });
    }
  });
}

/** `openTwice` gives two connections to one empty database. */
export function journalContract(openTwice: () => Promise<readonly [Database, Database]>): void {
  test.each(JOURNAL_RULES)("$rule", async ({ check }) => {
    const [one, other] = await openTwice();
    await check({ witness: one.checkpoint, another: other.checkpoint });
  });
}
