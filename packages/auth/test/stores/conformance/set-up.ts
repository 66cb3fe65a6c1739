import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import { FOLLOWERS_KEY, type Store, type StoreRecord, type Write } from "../../../src/blacklist/store.ts";
import type { Harness, Open } from "../conformance.ts";

/** A harness that closes with the test. Its log keeps everything unless told otherwise. */
export async function fresh(open: Open, logRetentionMs = 600_000): Promise<Harness> {
  const harness = await open(logRetentionMs);
  onTestFinished(() => harness.close());
  return harness;
}

/** A harness with a log that is followed for as long as the test takes. */
export async function followed(open: Open, logRetentionMs?: number): Promise<Harness> {
  const harness = await fresh(open, logRetentionMs);
  await follow(harness.store);
  return harness;
}

/** Makes the store keep a log, which counts no revision. */
export async function follow(store: Store, lifetimeMs: number | null = null): Promise<void> {
  await store.exchange(record(FOLLOWERS_KEY, "one", lifetimeMs), null, []);
}

/** A record that lives for ever unless told otherwise. */
export function record(key: string, value = `value of ${key}`, lifetimeMs: number | null = null): StoreRecord {
  return { key, value, lifetimeMs };
}

/** A write of these records with an id of its own; it settles nothing and reads nothing unless told otherwise. */
export function write(records: readonly StoreRecord[], change: Partial<Write> = {}): Write {
  return { records, revisionId: randomUUID(), settled: 0, keepLogMs: 0, keys: [], ...change };
}

/** 0, 1, … up to and without `count`. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/**
 * Tries with ever longer lifetimes until what is tried came before a record's end: on a busy machine it may be late.
 * Resolves to that lifetime, milliseconds.
 */
export async function inLifetime(attempt: (lifeMs: number) => Promise<boolean>): Promise<number> {
  for (let lifeMs = 60; lifeMs < 4_000; lifeMs *= 2) if (await attempt(lifeMs)) return lifeMs;
  throw new Error("No call came before the end of a record that lives for two seconds.");
}
