import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { expect } from "vitest";
import { type Store, StoreError } from "../../src/blacklist/store.ts";

/** Stands in every key and value asked with, and must not stand in an error. */
export const CANARY = "canary-4f1d";

const RECORD = { key: `a:${CANARY}`, value: `value ${CANARY}`, lifetimeMs: 5_000 };
const KEYS = [`a:${CANARY}`, `b:${CANARY}`];
const WRITE = { records: [RECORD], revisionId: CANARY, settled: 1, keepLogMs: 0, keys: KEYS };

/** One call of each kind, each with two keys where it takes several. */
export const CALLS: readonly (readonly [string, Call])[] = [
  ["read", (store, late) => store.read(KEYS, late)],
  ["readPrimary", (store, late) => store.readPrimary(KEYS, late)],
  ["put", (store, late) => store.put(WRITE, late)],
  ["exchange", (store, late) => store.exchange(RECORD, `expected ${CANARY}`, KEYS, late)],
  ["restore", (store, late) => store.restore({ record: RECORD, expected: `expected ${CANARY}`, records: [] }, late)],
  ["tail", (store, late) => store.tail({ cursor: null, keys: KEYS, limit: 10 }, late)],
];

type Call = (store: Store, late?: AbortSignal) => Promise<unknown>;

/** The call of that name. */
export function callOf(name: string): (store: Store) => Promise<unknown> {
  const call = CALLS.find(([each]) => each === name)?.[1];
  if (call === undefined) throw new Error(`No call is named ${name}`);
  return call;
}

/**
 * Expects the call to reject with a StoreError that gives nothing away, at most 200 ms after a timer
 * of `timeoutMs` that was started with it (a busy machine is late with both).
 */
export async function expectUnknown(call: Promise<unknown>, timeoutMs: number): Promise<StoreError> {
  const rejected = call.then(
    (answer) => Promise.reject(new Error(`answered ${inspect(answer)}`)),
    (error: unknown) => error,
  );
  const error = await Promise.race([
    rejected,
    sleep(timeoutMs).then(() => sleep(200, new Error("not rejected in time"))),
  ]);
  if (!(error instanceof StoreError)) throw error;
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(CANARY);
  return error;
}

/** Asks until it is answered; how many milliseconds that took. */
export async function recovery(ask: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  for (;;) {
    const answered = await ask().then(
      () => true,
      () => false,
    );
    if (answered) return performance.now() - started;
    if (performance.now() - started > 10_000) throw new Error("no recovery within 10 s");
    await sleep(5);
  }
}
