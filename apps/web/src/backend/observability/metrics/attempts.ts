import type { RateLimit } from "@curfew/api";
import type { Metrics } from "./metrics.ts";

/** The same, with every refusal counted. */
export function counted(attempts: RateLimit, { attemptLimitHits }: Metrics): RateLimit {
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
    async consume(limits) {
      const seconds = await attempts.consume(limits);
      note(seconds);
      return seconds;
    },
  };
}
