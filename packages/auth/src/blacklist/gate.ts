import type { Clock } from "../clock.ts";
import { datedId } from "../random.ts";
import { Unavailable } from "../unavailable.ts";
import { generationName, isBehind, isSpent, parseState, spent } from "./generation.ts";
import { record } from "./record.ts";
import type { Sighting } from "./sighting.ts";
import { MARK_KEY, type Store, type StoreRecord, type Tail } from "./store.ts";
import type { StoreState } from "./witness.ts";

export interface GateOptions {
  /** One that keeps the deadline. */
  readonly store: Store;
  readonly sighting: Sighting;
  readonly clock: Clock;
  readonly observe: (event: StoreEvent) => void;
}

/**
 * What befell the store. `forgot`: it shows less than it did before; told once for each loss.
 * `reborn`: it has a new generation, everyone logs in again. `down`, `up`: it stopped answering, it
 * answers again. `readonly`, `writable`: it takes no writes, it takes them again.
 */
export interface StoreEvent {
  readonly type: "forgot" | "reborn" | "down" | "up" | "readonly" | "writable";
  /** The driver's name. */
  readonly store: string;
}

/** What the store said, as of one moment, and whether it can be believed. */
interface Answer {
  /** Null for a store that has forgotten, or was never used. */
  readonly store: StoreState | null;
  readonly values: readonly (string | null)[];
}

/**
 * The only way to the store. Every question carries the store's state along and compares it with the
 * highest one seen anywhere; every failure is `Unavailable`; the store it is given keeps the deadline.
 */
export interface Gate {
  ask(keys: readonly string[]): Promise<Answer>;
  tail(cursor: string | null, limit: number): Promise<Tail & Answer>;
  /** In force, and known to the witness, when it resolves. */
  put(records: readonly StoreRecord[]): Promise<void>;
  /** What stands under the key now. */
  putIfAbsent(record: StoreRecord): Promise<string>;
  /** The state of a store that has one, giving it a new generation if it has forgotten. */
  living(answer: Answer): Promise<StoreState>;
  /** Gives the store a new generation: every token born before is dead. */
  renew(): Promise<StoreState>;
}

const STATE_KEYS = [record.generation, MARK_KEY] as const;

export function createGate({ store, sighting, clock, observe }: GateOptions): Gate {
  let rebirth: Promise<StoreState> | null = null;
  /** The number of the last generation that was found to be lost. */
  let lost = 0;
  /** The number of a generation that this process has declared over, and not told of yet. */
  let suspected = 0;

  const answered = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw cause instanceof Unavailable ? cause : new Unavailable("blacklist", cause);
    }
  };

  /** Tells of a loss once: of the many answers that show it, some come when it is repaired already. */
  const forgot = (state: StoreState) => {
    if (state.number <= lost || (isSpent(state) && state.number !== suspected)) return;
    lost = state.number;
    observe({ type: "forgot", store: store.name });
  };

  /** Believes a state unless it falls short of what was expected before the question was sent. */
  const believe = async (values: readonly (string | null)[], expected: StoreState | null) => {
    const state = parseState(values[0] ?? null, values[1] ?? null);
    if (expected !== null && isBehind(state, expected)) {
      forgot(expected);
      return null;
    }
    if (state !== null) await heard(state, expected);
    return state;
  };

  /** Whoever made a new generation may have died before the witness knew: then whoever sees it says so. */
  const heard = async (state: StoreState, expected: StoreState | null) => {
    if (expected !== null && expected.number === state.number) sighting.saw(state);
    else await sighting.testify(state);
  };

  const ask = async (keys: readonly string[]): Promise<Answer> => {
    const expected = await sighting.expected();
    return answered(async () => {
      const values = await store.read([...STATE_KEYS, ...keys]);
      return { store: await believe(values, expected), values: values.slice(STATE_KEYS.length) };
    });
  };

  const tail = async (cursor: string | null, limit: number) => {
    const expected = await sighting.expected();
    return answered(async () => {
      const found = await store.tail(cursor, STATE_KEYS, limit);
      return { ...found, store: await believe(found.values, expected) };
    });
  };

  /** A write is lost on the next restore unless the witness knows its mark. */
  const written = async (mark: number, expected: StoreState | null) => {
    const grew = expected !== null && mark > expected.mark;
    await sighting.testify(grew ? { ...expected, mark } : await reexamine(expected));
  };

  /** After a write whose mark had been given out before: the store has lost some, unless it is another by now. */
  const reexamine = async (expected: StoreState | null): Promise<StoreState> => {
    if (expected !== null) {
      await sighting.testify(spent(expected));
      suspected = expected.number;
    }
    return living(await ask([]));
  };

  const put = async (records: readonly StoreRecord[]) => {
    const expected = await sighting.expected("now");
    await written(await answered(() => store.put(records)), expected);
  };

  const putIfAbsent = async (wanted: StoreRecord) => {
    const expected = await sighting.expected("now");
    const standing = await answered(() => store.putIfAbsent(wanted));
    await written(standing.mark, expected);
    return standing.value;
  };

  const giveBirth = async (after: StoreState | null): Promise<StoreState> => {
    const number = (after?.number ?? 0) + 1;
    const state = await answered(async () => {
      const name = generationName({ number, id: datedId(clock()) });
      // Several processes may notice at once: they agree on one id, and all write the same.
      const { value } = await store.putIfAbsent({ key: record.birth(number), value: name, lifetimeMs: null });
      const mark = await store.put([{ key: record.generation, value, lifetimeMs: null }]);
      return parseState(value, String(mark));
    });
    if (state === null) throw new Unavailable("blacklist");
    await sighting.testify(state);
    observe({ type: "reborn", store: store.name });
    return state;
  };

  /**
   * The store's state, and the highest that a new one has to come after. What was lost is over before
   * anything is written about it.
   */
  const lookAgain = async () => {
    const seen = await sighting.expected("now");
    const { store: state } = await ask([]);
    if (state === null && seen !== null) await sighting.testify(spent(seen));
    return { state, highest: state ?? seen };
  };

  const revive = async (): Promise<StoreState> => {
    const { state, highest } = await lookAgain();
    return state ?? giveBirth(highest);
  };

  const living = async (answer: Answer): Promise<StoreState> => {
    if (answer.store !== null) return answer.store;
    rebirth ??= revive().finally(() => {
      rebirth = null;
    });
    return rebirth;
  };

  const renew = async () => giveBirth((await lookAgain()).highest);

  return { ask, tail, put, putIfAbsent, living, renew };
}
