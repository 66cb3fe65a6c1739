import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { type Auth, createKeyRing, generateKeySet, type Store, Unavailable } from "../../src/index.ts";
import { createTestAuth, type TestClock } from "../../src/testing/index.ts";
import type { Line } from "./line.ts";
import type { Login } from "./operations.ts";

/** The deadline of an instance whose store is to fall sick. */
const TIMEOUT_MS = 500;
/** What an answer may take beyond it. */
const SLACK_MS = 500;
/** How soon after its repair the store must be of use again. */
const RECOVERY_MS = 2_000;
/** There is no promise about a first connection. */
const SET_UP_MS = 15_000;
const PAUSE_MS = 20;

/** An instance with a login, at the end of a line that is up and was used. */
export interface Service {
  readonly auth: Auth;
  readonly clock: TestClock;
  readonly login: Login;
  /** Whether a store that was never sick, on the same line, answers as much as any operation asks within the deadline. */
  isQuick(): Promise<boolean>;
  /** Has something happen when this call is made next, before anything of it is sent. */
  before(call: keyof Store, work: () => Promise<void>): void;
}

const ring = await createKeyRing(await generateKeySet());

export async function serviceOver<Fault>(line: Line<Fault>, timeoutMs = TIMEOUT_MS): Promise<Service> {
  const { store, before } = interruptible(line.connect(timeoutMs));
  const { auth, clock, login } = await createTestAuth({ store, ring, timeoutMs });
  const pair = await untilAnswered(clock, () => login(), SET_UP_MS);
  const claims = await auth.verifySignature(pair.access.token);
  if (claims === null) throw new Error("the token is ours");
  const control = line.connect(timeoutMs);
  return { auth, clock, before, isQuick: () => isQuick(control), login: { ...pair, claims } };
}

/** The most that an operation asks: to end everything, where that was begun before and not finished. */
const MOST_ASKED = 6;

async function isQuick(store: Store): Promise<boolean> {
  const startedAt = performance.now();
  try {
    for (let asked = 0; asked < MOST_ASKED; asked += 1) await store.readPrimary([]);
  } catch {
    return false;
  }
  return performance.now() - startedAt < TIMEOUT_MS;
}

function interruptible(store: Store): Pick<Service, "before"> & { readonly store: Store } {
  let next: { readonly call: keyof Store; readonly work: () => Promise<void> } | null = null;
  const interrupt = async (call: keyof Store) => {
    if (next?.call !== call) return;
    const { work } = next;
    next = null;
    await work();
  };
  return {
    store: {
      ...store,
      read: (keys) => interrupt("read").then(() => store.read(keys)),
      readPrimary: (keys) => interrupt("readPrimary").then(() => store.readPrimary(keys)),
      put: (write) => interrupt("put").then(() => store.put(write)),
      exchange: (record, expected, keys) => interrupt("exchange").then(() => store.exchange(record, expected, keys)),
      restore: (restoration) => interrupt("restore").then(() => store.restore(restoration)),
    },
    before(call, work) {
      next = { call, work };
    },
  };
}

/**
 * Expects a question to be unknown, and to be so `SLACK_MS` after the deadline at the latest. That is
 * judged by timers that start when the fault does: a busy machine is late with all of them.
 */
export async function expectUnavailable(question: Promise<unknown>, fault = Promise.resolve()): Promise<void> {
  const outcome = question.then(
    (answer) => new Error(`answered ${inspect(answer)}`),
    (error: unknown) => error,
  );
  const late = fault.then(() => sleep(TIMEOUT_MS)).then(() => sleep(SLACK_MS, new Error("no answer in time")));
  const error = await Promise.race([outcome, late]);
  if (!(error instanceof Unavailable) || error.dependency !== "blacklist") throw error;
}

type Recovering = Pick<Service, "clock" | "isQuick">;

/**
 * Asks until it is answered, while the clock goes on as the real one does; fails if that takes too long. Where a store
 * that was never sick, asked before and after, isn't quick either, the machine is busy: that tells nothing, and it is
 * asked again.
 */
export async function recovered<T>({ clock, isQuick }: Recovering, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    const wasQuick = await isQuick();
    try {
      return await untilAnswered(clock, ask, RECOVERY_MS);
    } catch (error) {
      if (!(error instanceof Unavailable) || (wasQuick && (await isQuick()))) throw error;
    }
  }
}

/** Time is counted in short naps, of which a busy machine has fewer. */
async function untilAnswered<T>(clock: TestClock, ask: () => Promise<T>, withinMs: number): Promise<T> {
  let isOver = false;
  const time = async () => {
    for (let passed = 0; passed < withinMs && !isOver; passed += PAUSE_MS) {
      await sleep(PAUSE_MS);
      clock.advance({ milliseconds: PAUSE_MS });
    }
    isOver = true;
  };
  const running = time();
  try {
    return await askedAgain(ask, () => isOver);
  } finally {
    isOver = true;
    await running;
  }
}

async function askedAgain<T>(ask: () => Promise<T>, isOver: () => boolean): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Unavailable) || isOver()) throw error;
    }
    await sleep(PAUSE_MS);
  }
}
