import { describe, expect, test } from "vitest";
import { createChance } from "../support/chance.ts";
import { curve, isFlat } from "./memory.ts";
import { soak } from "./soaking.ts";

const MINUTES = Number(process.env.CURFEW_SOAK_MINUTES ?? 60);
const durationMs = MINUTES * 60_000;

describe.concurrent(`${MINUTES} minutes of hostile load`, { timeout: durationMs + 600_000 }, () => {
  test.each(["redis", "upstash"] as const)(
    "%s: nothing wrong is let in, nothing fails, memory is flat",
    async (kind) => {
      const chance = createChance(`soak, ${kind}`);
      const { checker, memory, strain } = await soak(kind, {
        chance,
        durationMs,
        sampleEveryMs: Math.min(10_000, durationMs / 60),
      });
      const lines = [...checker.counts].sort().map(([what, count]) => `  ${String(count).padStart(9)}  ${what}`);
      console.log(`\n${kind}:\n${lines.join("\n")}`);
      console.log(`  too busy to tell about times: ${Math.round(100 * strain)} % of the time`);
      console.log(`  the last 503 came ${checker.longestRecoveryMs} ms after its trouble was over, or earlier`);
      for (const [name, samples] of Object.entries(memory)) {
        const verdict = { true: "flat", false: "NOT FLAT", null: "too short to tell" }[String(isFlat(samples))];
        console.log(`  memory of ${name}, least heap / loyal user, MB: ${curve(samples)} (${verdict})`);
      }
      // Said now: the other store's run may go on for long.
      for (const violation of checker.violations) console.error(`  VIOLATION ${violation}`);
      expect(checker.violations).toEqual([]);
      expect(Object.values(memory).map(isFlat)).not.toContain(false);
    },
  );
});
