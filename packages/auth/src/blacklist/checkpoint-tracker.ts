import type { Moment, Stopwatch } from "../clock.ts";
import { Unavailable } from "../errors.ts";
import type { Checkpoint, CheckpointChange, Instance, Witness, WitnessReading } from "./checkpoint.ts";
import { createCheckpointCopy, MAX_AGE_MS } from "./checkpoint-copy.ts";
import type { Journal } from "./journal.ts";

/** How often an instance tells that it is alive. */
const ALIVE_EVERY_MS = 10_000;

/** This process's copy of the checkpoint. Every method rejects with `Unavailable` if the witness can't be asked. */
export interface CheckpointTracker {
  /** One that is at most a second old. To be taken before the question leaves that is judged by it. */
  recent(): Promise<Checkpoint>;
  /** One that is read after this is called. */
  fresh(): Promise<WitnessReading>;
  /** The witness's journal. Rejects with `Unavailable` if it can't be asked; null: there is none. */
  readonly journal: Journal | null;
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

/** Other processes change the checkpoint too: so often one may lose against them. */
const TRIES = 20;

/** Creates what follows the checkpoint of a witness. Nothing is asked before the first call. */
export function createCheckpointTracker(options: TrackerOptions): CheckpointTracker {
  const { witness, stopwatch } = options;
  let isRestored = false;
  const copy = createCheckpointCopy(stopwatch, () => {
    isRestored = true;
    options.onRestored();
  });
  const tellAlive = createHeartbeat(options);
  let reading: { readonly startedAt: Moment; readonly done: Promise<WitnessReading> } | null = null;

  const fresh = () => {
    tellAlive();
    const asked = copy.ask();
    const done = answerOf(witness.read()).then(async (found) => {
      copy.keep(found.checkpoint, asked);
      return isRestored ? distrustJournal(found) : found;
    });
    const started = { startedAt: asked.at, done };
    reading = started;
    const forget = () => {
      if (reading === started) reading = null;
    };
    done.then(forget, forget);
    return done;
  };

  /** What a database has forgotten its journal lacks too: nothing can be given back from it. */
  const distrustJournal = async (found: WitnessReading): Promise<WitnessReading> => {
    let reading = found;
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (reading.checkpoint.journaledLine === null) {
        isRestored = false;
        return reading;
      }
      reading = await replace(reading.checkpoint.version, { journaledLine: null });
    }
    throw new Unavailable("witness", new Error("the checkpoint keeps changing"));
  };

  const replace: CheckpointTracker["replace"] = async (version, change) => {
    const asked = copy.ask();
    const answer = await answerOf(witness.replace(version, change));
    copy.keep(answer.checkpoint, asked);
    return answer;
  };

  return {
    async recent() {
      const known = copy.recent();
      if (known !== null) return known;
      const isUnderWay = reading !== null && stopwatch.age(reading.startedAt) < MAX_AGE_MS;
      return (await (isUnderWay && reading !== null ? reading.done : fresh())).checkpoint;
    },
    journal: witness.journal && unavailableJournal(witness.journal),
    fresh,
    last: copy.last,
    replace,
    change: (decide) => change({ fresh, replace }, decide),
    expire: copy.forget,
  };
}

async function change(
  { fresh, replace }: Pick<CheckpointTracker, "fresh" | "replace">,
  decide: (checkpoint: Checkpoint) => CheckpointChange | null,
): Promise<void> {
  let { checkpoint } = await fresh();
  for (let tries = 0; tries < TRIES; tries += 1) {
    const wanted = decide(checkpoint);
    if (wanted === null) return;
    const answer = await replace(checkpoint.version, wanted);
    if (answer.replaced) return;
    checkpoint = answer.checkpoint;
  }
  throw new Unavailable("witness", new Error("the checkpoint keeps changing"));
}

/** Best effort: whether others see this instance doesn't decide about a token. */
function createHeartbeat({ witness, stopwatch, instance }: TrackerOptions): () => void {
  let toldAt: Moment | null = null;
  return () => {
    if (toldAt !== null && stopwatch.age(toldAt) < ALIVE_EVERY_MS) return;
    toldAt = stopwatch.now();
    witness.alive(instance).catch(() => {});
  };
}

function unavailableJournal(journal: Journal): Journal {
  return {
    find: (key) => answerOf(journal.find(key)),
    page: (query) => answerOf(journal.page(query)),
    count: (since) => answerOf(journal.count(since)),
    prune: (limit) => answerOf(journal.prune(limit)),
  };
}

async function answerOf<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    throw new Unavailable("witness", cause);
  }
}
