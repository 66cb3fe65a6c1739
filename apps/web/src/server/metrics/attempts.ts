import type { Attempts } from "@curfew/api";
import type { Metrics } from "./metrics.ts";

/** The same, with every refusal counted. */
export function counted(attempts: Attempts, { attemptLimitHits }: Metrics): Attempts {
  const noted = (seconds: number) => {
    if (seconds > 0) attemptLimitHits.inc();
    return seconds;
  };
  return {
    wait: async (marks) => noted(await attempts.wait(marks)),
    fail: async (marks) => noted(await attempts.fail(marks)),
  };
}
