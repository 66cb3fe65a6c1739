import type { Moment, Stopwatch } from "../clock.ts";
import { Unavailable } from "../errors.ts";
import type { Checkpoint, CheckpointChange, Instance, Witness, WitnessReading } from "./checkpoint.ts";

/** How old this process's copy of the checkpoint may be when a question is sent. */
const MAX_AGE_MS = 1_000;

/** How often an instance tells that it is alive. */
const ALIVE_EVERY_MS = 10_000;

/** This process's copy of the checkpoint. Every method rejects with `Unavailable` if the witness can't be asked. */
export interface CheckpointTracker {
  /** One that is at most a second old. To be taken before the question leaves that is judged by it. */
  recent(): Promise<Checkpoint>;
  /** One that is read after this is called. */
  fresh(): Promise<WitnessReading>;
  /** The last one seen, however old; null if none was. */
  last(): Checkpoint | null;
  /** Changes the checkpoint if its version is still this; tells what stands then either way. */
  replace(version: number, change: CheckpointChange): Promise<WitnessReading & { readonly replaced: boolean }>;
  /** Has the change made that `decide` finds needed, once or as often as others come in between; null: none is. */
  change(decide: (checkpoint: Checkpoint) => CheckpointChange | null): Promise<void>;
  /** The next question needs one that is read anew. */
  expire(): void;
}

export interface TrackerOptions {
  readonly witness: Witness;
  readonly stopwatch: Stopwatch;
  readonly instance: Instance;
  /** Told when the witness shows less than it did before. */
  readonly onRestored: () => void;
}

interface Copy {
  readonly checkpoint: Checkpoint;
  /** When it was asked for. */
  readonly at: Moment;
  readonly heardStep: number;
}

/** Other processes change the checkpoint too: so often one may lose against them. */
const TRIES = 20;

export function createCheckpointTracker({
  witness,
  stopwatch,
  instance,
  onRestored,
}: TrackerOptions): CheckpointTracker {
  let copy: Copy | null = null;
  let reading: { readonly startedAt: Moment; readonly done: Promise<WitnessReading> } | null = null;
  let toldAliveAt: Moment | null = null;
  /** Counts what is asked and what is heard, in their order. */
  let steps = 0;

  const begin = () => {
    steps += 1;
    return { step: steps, at: stopwatch.now() };
  };

  /** Answers can overtake each other. One that was asked for after a higher version was heard tells of a restored database. */
  const keep = (checkpoint: Checkpoint, begun: ReturnType<typeof begin>) => {
    const isLower = copy !== null && checkpoint.version < copy.checkpoint.version;
    if (isLower && copy !== null && copy.heardStep > begun.step) return;
    if (isLower) onRestored();
    steps += 1;
    copy = { checkpoint, at: begun.at, heardStep: steps };
  };

  /** Best effort: whether others see this instance doesn't decide about a token. */
  const tellAlive = () => {
    if (toldAliveAt !== null && stopwatch.age(toldAliveAt) < ALIVE_EVERY_MS) return;
    toldAliveAt = stopwatch.now();
    witness.alive(instance).catch(() => {});
  };

  const read = () => {
    tellAlive();
    const begun = begin();
    const done = asked(witness.read()).then((found) => {
      keep(found.checkpoint, begun);
      return found;
    });
    const started = { startedAt: begun.at, done };
    reading = started;
    const forget = () => {
      if (reading === started) reading = null;
    };
    done.then(forget, forget);
    return done;
  };

  const replace: CheckpointTracker["replace"] = async (version, change) => {
    const begun = begin();
    const answer = await asked(witness.replace(version, change));
    keep(answer.checkpoint, begun);
    return answer;
  };

  return {
    async recent() {
      if (copy !== null && stopwatch.age(copy.at) < MAX_AGE_MS) return copy.checkpoint;
      const isUnderWay = reading !== null && stopwatch.age(reading.startedAt) < MAX_AGE_MS;
      return (await (isUnderWay && reading !== null ? reading.done : read())).checkpoint;
    },
    fresh: read,
    last: () => copy?.checkpoint ?? null,
    replace,
    async change(decide) {
      let { checkpoint } = await read();
      for (let tries = 0; tries < TRIES; tries += 1) {
        const wanted = decide(checkpoint);
        if (wanted === null) return;
        const answer = await replace(checkpoint.version, wanted);
        if (answer.replaced) return;
        checkpoint = answer.checkpoint;
      }
      throw new Unavailable("witness", new Error("the checkpoint keeps changing"));
    },
    expire() {
      copy = null;
    },
  };
}

async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    throw new Unavailable("witness", cause);
  }
}
