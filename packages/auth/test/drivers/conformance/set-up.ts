import { onTestFinished } from "vitest";
import type { StoreRecord } from "../../../src/index.ts";
import type { Harness, Open } from "../conformance.ts";

/** A harness that closes with the test. Its log keeps everything unless told otherwise. */
export async function fresh(open: Open, logRetentionMs = 600_000): Promise<Harness> {
  const harness = await open(logRetentionMs);
  onTestFinished(() => harness.close());
  return harness;
}

/** A record that lives for ever unless told otherwise. */
export function record(key: string, value = `value of ${key}`, lifetimeMs: number | null = null): StoreRecord {
  return { key, value, lifetimeMs };
}

/** 0, 1, … up to and without `count`. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
