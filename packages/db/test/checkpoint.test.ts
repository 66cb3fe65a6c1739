import { setTimeout as sleep } from "node:timers/promises";
import type { Generation, WitnessReading } from "@curfew/api/database";
import { expect, test } from "vitest";
import { connect, emptyDatabase, execute, onBoth } from "./support/database.ts";
import { versionBefore } from "./support/version-before.ts";

const OVER = 999_999_999_999_999;

function born(number: number, id: string): Generation {
  return { number, id, line: `${number}.${id}` };
}

onBoth((open, kind) => {
  /** A database that processes of the version before work with too. */
  const besideVersionBefore = async () => {
    const options = await emptyDatabase(kind);
    const database = connect(options);
    await database.ready();
    return { checkpoint: database.checkpoint, witness: versionBefore(options) };
  };

  /** What stands after the version before raised its witness so often. */
  async function after(...raised: { number: number; id: string; mark: number }[]) {
    const { checkpoint, witness } = await besideVersionBefore();
    for (const state of raised) await witness.raise(state);
    return (await checkpoint.read()).checkpoint;
  }

  test("concurrent processes create one first checkpoint", async () => {
    const options = await emptyDatabase(kind);
    const connections = [connect(options), connect(options)];
    const readings = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (connections[index % 2] ?? connect(options)).checkpoint.read()),
    );
    expect(new Set(readings.map(({ checkpoint }) => checkpoint.databaseId)).size).toBe(1);
  });

  test("of many who change one version one does", async () => {
    const options = await emptyDatabase(kind);
    const witnesses = [connect(options).checkpoint, connect(options).checkpoint];
    const { checkpoint } = await connect(options).checkpoint.read();
    const change = (index: number) => ({
      revision: { number: index, id: `${index}` },
      ...(index % 2 && { generation: born(index, "a") }),
    });
    const outcomes = await Promise.all(
      Array.from({ length: 24 }, (_, index) => witnesses[index % 2]?.replace(checkpoint.version, change(index))),
    );
    expect(outcomes.filter((outcome) => outcome?.replaced)).toHaveLength(1);
    expect(new Set(outcomes.map((outcome) => outcome?.checkpoint.revision?.id)).size).toBe(1);
    expect((await witnesses[0]?.read())?.checkpoint.version).toBe(2);
  });

  test("times are the database's, and stay", async () => {
    const { checkpoint } = await open();
    const before = (await checkpoint.read()).at;
    expect(Math.abs(before.getTime() - Date.now())).toBeLessThan(2_000);
    const lost = await checkpoint.replace(1, { lost: true, givenUp: "former" });
    const { lostAt, formerStore } = lost.checkpoint;
    expect(formerStore).toEqual({ id: "former", at: lostAt });
    await sleep(20);
    await checkpoint.replace(2, { revision: { number: 1, id: "w" } });
    const after = await checkpoint.read();
    expect(after.checkpoint).toMatchObject({ lostAt, formerStore });
    const order = [before, lostAt ?? before, after.at].map(Number);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    expect(after.at.getTime()).toBeGreaterThan(before.getTime());
  });

  test("a checkpoint begins with what the version before has witnessed", async () => {
    expect(await after({ number: 5, id: "e", mark: 12 })).toMatchObject({
      ...{ version: 1, generation: born(5, "e"), revision: null, store: null, declared: null },
    });
  });

  test("a generation that was declared over matches no store", async () => {
    expect(await after({ number: 5, id: "e", mark: OVER })).toMatchObject({
      generation: { number: 5, id: "spent", line: "5.e" },
    });
  });

  test("a generation that the version before begins is the one in force", async () => {
    const { checkpoint, witness } = await besideVersionBefore();
    await checkpoint.read();
    await checkpoint.replace(1, {
      generation: { number: 2, id: "b", line: "1.a" },
      revision: { number: 9, id: "write" },
      declared: { generation: born(3, "c"), storeId: "next" },
    });
    await witness.raise({ number: 3, id: "other", mark: 4 });
    expect((await checkpoint.read()).checkpoint).toMatchObject({ version: 2, declared: { storeId: "next" } });
    await witness.raise({ number: 4, id: "d", mark: 2 });
    const { checkpoint: standing } = await checkpoint.read();
    expect(standing).toMatchObject({ version: 3, generation: born(4, "d"), revision: null, declared: null });
    expect((await checkpoint.read()).checkpoint).toEqual(standing);
  });

  test("a generation overwritten by the previous version matches no store", async () => {
    const { checkpoint, witness } = await besideVersionBefore();
    await witness.raise({ number: 2, id: "b", mark: 5 });
    await checkpoint.read();
    await checkpoint.replace(1, { revision: { number: 1, id: "write" } });
    await witness.raise({ number: 2, id: "b", mark: OVER });
    const spent = { number: 2, id: "spent", line: "2.b" };
    const { checkpoint: standing } = await checkpoint.read();
    expect(standing).toMatchObject({ version: 3, generation: spent, revision: null });
    expect((await checkpoint.read()).checkpoint).toEqual(standing);
    expect(await checkpoint.replace(3, { generation: spent, lost: true })).toMatchObject({ replaced: true });
    await checkpoint.replace(4, { generation: born(3, "c") });
    expect(await witness.read()).toEqual({ number: 3, id: "c", mark: 0 });
  });

  test("the previous version learns of a new generation, not of writes", async () => {
    const { checkpoint, witness } = await besideVersionBefore();
    await witness.raise({ number: 2, id: "b", mark: 5 });
    await checkpoint.read();
    await checkpoint.replace(1, { generation: { number: 2, id: "b", line: "1.a" }, revision: { number: 6, id: "w" } });
    expect(await witness.read()).toEqual({ number: 2, id: "b", mark: 5 });
    await checkpoint.replace(2, { generation: { number: 3, id: "c", line: "1.a" } });
    expect(await witness.read()).toEqual({ number: 3, id: "c", mark: 0 });
    expect((await checkpoint.read()).checkpoint).toMatchObject({ version: 3, generation: { id: "c", line: "1.a" } });
  });

  test("of two generations with one number, one wins for both", async () => {
    const { checkpoint, witness } = await besideVersionBefore();
    await witness.raise({ number: 2, id: "b", mark: 5 });
    const { version } = (await checkpoint.read()).checkpoint;
    await witness.raise({ number: 3, id: "theirs", mark: 1 });
    expect(await checkpoint.replace(version, { generation: born(3, "ours") })).toMatchObject({
      replaced: false,
      checkpoint: { generation: born(3, "theirs") },
    });
  });

  test("the version rises by one with every change", async () => {
    const { checkpoint, witness } = await besideVersionBefore();
    const versions = [(await checkpoint.read()).checkpoint.version];
    const note = (reading: WitnessReading) => versions.push(reading.checkpoint.version);
    note(await checkpoint.replace(1, { generation: born(1, "a") }));
    note(await checkpoint.replace(1, { lost: true }));
    await witness.raise({ number: 2, id: "b", mark: 0 });
    note(await checkpoint.replace(2, { generation: born(2, "ours") }));
    note(await checkpoint.replace(3, { lost: true, givenUp: "former", store: null, revision: null, declared: null }));
    note(await checkpoint.read());
    await witness.raise({ number: 2, id: "b", mark: OVER });
    note(await checkpoint.read());
    expect(versions).toEqual([1, 2, 2, 3, 4, 4, 5]);
  });

  test("an instance is alive for thirty seconds, and forgotten after a day", async () => {
    const options = await emptyDatabase(kind);
    const { checkpoint } = connect(options);
    expect(await checkpoint.instances()).toEqual([]);
    for (const id of ["b", "a", "b", "c", "d"]) await checkpoint.alive({ id, setting: `of ${id}` });
    const age = (id: string, seconds: number) =>
      execute(options, `update instances set seen_at = seen_at - ${seconds * 1000} where id = '${id}'`);
    await age("a", 25);
    await age("b", 31);
    await age("c", 86_401);
    await checkpoint.alive({ id: "d", setting: "moved" });
    expect(await checkpoint.instances()).toEqual([
      { id: "a", setting: "of a" },
      { id: "d", setting: "moved" },
    ]);
    expect(await execute(options, "select id from instances order by id")).toEqual(
      ["a", "b", "d"].map((id) => ({ id })),
    );
  });
});
