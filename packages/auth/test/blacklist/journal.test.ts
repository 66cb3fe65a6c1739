import { describe, test } from "vitest";
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
