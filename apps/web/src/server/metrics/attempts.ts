import type { Attempts } from "@curfew/api";
import type { Metrics } from "./metrics.ts";

/** The same, with every refusal counted. */
export function counted(attempts: Attempts, { attemptLimitHits }: Metrics): Attempts {
  const note = (seconds: number) => {
    if (seconds > 0) attemptLimitHits.inc();
  };
  return {
    windowSeconds: attempts.windowSeconds,
    async wait(limits) {
      const standing = await attempts.wait(limits);
      note(standing.waitSeconds);
      return standing;
    },
    async fail(limits) {
      const seconds = await attempts.fail(limits);
      note(seconds);
      return seconds;
    },
  };
}
