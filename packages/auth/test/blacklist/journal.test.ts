import { describe, expect, test } from "vitest";
import { journalRows } from "../../src/blacklist/journal.ts";
import { createMemoryJournal } from "../../src/blacklist/memory-journal.ts";
import { memoryWitness } from "../../src/blacklist/memory-witness.ts";
import { createTestClock, JOURNAL_RULES } from "../../src/testing/index.ts";

describe("A journal in memory", () => {
  test.each(JOURNAL_RULES)("$rule", async ({ check }) => {
    const { now } = createTestClock();
    const witness = memoryWitness(now, createMemoryJournal(now));
    await check({ witness, another: witness });
  });
});

test("A row holds what a database keeps of a write, and nothing else", () => {
  const now = new Date("2030-01-01T00:00:00Z");
  const records = [
    { key: "token:a", value: "then", lifetimeMs: 1_500 },
    { key: "ban:k1", value: "k1", lifetimeMs: null },
  ];
  const write = { generation: 3, revision: 7, at: now };
  const until = new Date("2030-01-01T00:00:01.500Z");
  expect(journalRows(records, now, write)).toStrictEqual([
    { key: "token:a", value: "then", until, generation: 3, revision: 7 },
  ]);
});
