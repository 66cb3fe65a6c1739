import type { Clock } from "../clock.ts";
import { Unavailable } from "../unavailable.ts";
import { higher } from "./generation.ts";
import type { StoreState, Witness } from "./witness.ts";

/** How old this process's copy of the witness may be when a question is sent. */
const WITNESS_MAX_AGE_MS = 1000;

/** The highest state of the store known to this process. */
export interface Sighting {
  /**
   * What must be expected of an answer to a question that is sent after this resolves. It has to be
   * taken before the question leaves: a state heard of meanwhile may be younger than the answer.
   */
  expected(freshness?: "recent" | "now"): Promise<StoreState | null>;
  /** Notes a state read from the store. */
  saw(state: StoreState): void;
  /** Notes a state of the store and has the witness remember it before anyone is told. */
  testify(state: StoreState): Promise<void>;
}

export function createSighting(witness: Witness, clock: Clock): Sighting {
  let highest: StoreState | null = null;
  let copiedAt = Number.NEGATIVE_INFINITY;

  const copy = async () => {
    const startedAt = clock().getTime();
    const seen = await asked(witness.read());
    // What was seen meanwhile may be higher.
    highest = higher(highest, seen);
    copiedAt = startedAt;
  };
  const isRecent = () => {
    const age = clock().getTime() - copiedAt;
    return age >= 0 && age < WITNESS_MAX_AGE_MS;
  };

  return {
    async expected(freshness = "recent") {
      if (freshness === "now" || !isRecent()) await copy();
      return highest;
    },
    saw(state) {
      highest = higher(highest, state);
    },
    async testify(state) {
      highest = higher(highest, state);
      await asked(witness.raise(state));
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
