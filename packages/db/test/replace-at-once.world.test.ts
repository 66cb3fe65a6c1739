import pg from "pg";
import { expect, test, vi } from "vitest";
import { connect, emptyDatabase } from "./support/database.ts";

const until = new Date(Date.now() + 60_000);
const row = { key: "token:a", value: "value", until, generation: 1, revision: 1 };

test("Postgres changes the head and its journal in one statement", async () => {
  const { checkpoint } = connect(await emptyDatabase("postgres"));
  const { version } = (await checkpoint.read()).checkpoint;
  const queries = vi.spyOn(pg.Client.prototype, "query");
  const other = { ...row, key: "token:b" };
  await checkpoint.replace(version, { revision: { number: 1, id: "a" }, journal: [row, other] });
  expect(queries).toHaveBeenCalledTimes(1);
  queries.mockRestore();
  expect(await checkpoint.journal?.find("token:b")).toEqual(other);
});

test("a head that is another one by now takes no rows", async () => {
  const { checkpoint } = connect(await emptyDatabase("postgres"));
  const { version } = (await checkpoint.read()).checkpoint;
  const late = await checkpoint.replace(version + 1, { revision: { number: 1, id: "a" }, journal: [row] });
  expect(late).toMatchObject({ replaced: false, checkpoint: { version, revision: null } });
  expect(await checkpoint.journal?.find("token:a")).toBeNull();
});
