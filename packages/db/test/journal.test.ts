import type { Database, JournalRow } from "@curfew/api/database";
import { journalContract } from "@curfew/api/testing/database";
import { expect, test } from "vitest";
import { race } from "./support/children.ts";
import { connect, emptyDatabase, execute, onBoth } from "./support/database.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

function row(key: string, change: Partial<JournalRow> = {}): JournalRow {
  return { key, value: "value", until: new Date(Date.now() + HOUR_MS), generation: 1, revision: 1, ...change };
}

async function append({ checkpoint }: Database, rows: readonly JournalRow[]): Promise<void> {
  const { version } = (await checkpoint.read()).checkpoint;
  expect((await checkpoint.replace(version, { journal: rows })).replaced).toBe(true);
}

onBoth((open, kind) => {
  journalContract(async () => {
    const options = await emptyDatabase(kind);
    return [connect(options), connect(options)];
  });

  test("rows that can't be kept leave the head as it was", async () => {
    const database = await open();
    const { version } = (await database.checkpoint.read()).checkpoint;
    const bad = row("token:b", { value: null as never });
    const change = { revision: { number: 1, id: "a" }, journal: [row("token:a"), bad] };
    await expect(database.checkpoint.replace(version, change)).rejects.toThrow();
    expect((await database.checkpoint.read()).checkpoint).toMatchObject({ version, revision: null });
    expect(await database.checkpoint.journal?.find("token:a")).toBeNull();
  });

  test("a process that tells that it is alive clears dead rows away", async () => {
    const database = await open();
    const until = new Date(Date.now() - DAY_MS - HOUR_MS);
    await append(database, [
      ...Array.from({ length: 1_200 }, (_, i) => row(`token:dead-${i}`, { until })),
      row("token:living"),
    ]);
    await database.checkpoint.alive({ id: "instance", setting: "digest" });
    for (const i of [0, 600, 1_199]) {
      expect(await database.checkpoint.journal?.find(`token:dead-${i}`)).toBeNull();
    }
    expect(await database.checkpoint.journal?.find("token:living")).not.toBeNull();
  });

  test("a process killed at any moment leaves head and journal in agreement", async () => {
    const options = await emptyDatabase(kind);
    const [child] = await race(1, options, "journal", "1000000");
    if (child === undefined) throw new Error("no child");
    let answered = 0;
    child.lines.on("line", (number) => {
      answered = Number(number);
      if (answered === 20) child.process.kill("SIGKILL");
    });
    expect(await child.gone).toBeNull();
    const { checkpoint } = connect(options);
    const { revision } = (await checkpoint.read()).checkpoint;
    const written = revision?.number ?? 0;
    expect(written).toBeGreaterThanOrEqual(answered);
    const [found] = await execute(options, "select count(*) as count, max(revision) as last from journal");
    expect([Number(found?.count), Number(found?.last)]).toEqual([written, written]);
  });
});
