import type { CheckpointTracker } from "./checkpoint-tracker.ts";

/** The longest lifetimes that were ever in force, here or in any other process on the same witness. */
export interface Longest {
  accessSeconds(): number;
  sessionSeconds(): Promise<number>;
  /** Has the witness know this process's own lifetimes. To be called before a token is signed that has them. */
  cover(): Promise<void>;
}

interface Lives {
  readonly accessSeconds: number;
  readonly sessionSeconds: number;
}

/** Creates what keeps count of lifetimes; `own` are this process's. */
export function createLongest(tracker: CheckpointTracker, own: Lives): Longest {
  const raised = (known: Lives): Lives => ({
    accessSeconds: Math.max(known.accessSeconds, own.accessSeconds),
    sessionSeconds: Math.max(known.sessionSeconds, own.sessionSeconds),
  });
  const isCovered = (known: Lives | undefined) =>
    known !== undefined && known.accessSeconds >= own.accessSeconds && known.sessionSeconds >= own.sessionSeconds;

  return {
    accessSeconds: () => Math.max(own.accessSeconds, tracker.last()?.longest.accessSeconds ?? 0),
    async sessionSeconds() {
      return Math.max(own.sessionSeconds, (await tracker.recent()).longest.sessionSeconds);
    },
    async cover() {
      if (isCovered(tracker.last()?.longest)) return;
      await tracker.change(({ longest }) => (isCovered(longest) ? null : { longest: raised(longest) }));
    },
  };
}
