import type { Moment, Stopwatch } from "../clock.ts";
import type { Checkpoint } from "./checkpoint.ts";

/** How old this process's copy of the checkpoint may be when a question is sent. */
export const MAX_AGE_MS = 1_000;

/** When something was asked, by the clocks and in the order of all that was asked and heard. */
interface Asked {
  readonly step: number;
  readonly at: Moment;
}

/** The newest checkpoint that this process has heard of. */
export interface CheckpointCopy {
  /** Notes that the witness is being asked. */
  ask(): Asked;
  /** Takes in an answer, unless a later one has overtaken it. */
  keep(checkpoint: Checkpoint, asked: Asked): void;
  /** Null if it is older than a second, or there is none. */
  recent(): Checkpoint | null;
  /** However old; null if there is none. */
  last(): Checkpoint | null;
  forget(): void;
}

interface Copy {
  readonly checkpoint: Checkpoint;
  /** When it was asked for. */
  readonly at: Moment;
}

/** Creates an empty copy; `onRestored` is told when the witness shows less than it did before. */
export function createCheckpointCopy(stopwatch: Stopwatch, onRestored: () => void): CheckpointCopy {
  let copy: Copy | null = null;
  /** The version heard of last, and when: known also while the copy is not to be used. */
  let heard: { readonly version: number; readonly step: number } | null = null;
  /** Counts what is asked and what is heard, in their order. */
  let steps = 0;
  return {
    ask() {
      steps += 1;
      return { step: steps, at: stopwatch.now() };
    },
    /** Answers can overtake each other. One that was asked for after a higher version was heard tells of a restored database. */
    keep(checkpoint, asked) {
      if (heard !== null && checkpoint.version < heard.version) {
        if (heard.step > asked.step) return;
        onRestored();
      }
      steps += 1;
      heard = { version: checkpoint.version, step: steps };
      copy = { checkpoint, at: asked.at };
    },
    recent: () => (copy !== null && stopwatch.age(copy.at) < MAX_AGE_MS ? copy.checkpoint : null),
    last: () => copy?.checkpoint ?? null,
    forget() {
      copy = null;
    },
  };
}
