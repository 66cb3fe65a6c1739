import { z } from "zod";
import type { RefreshState } from "../blacklist/checkpoint.ts";
import { StoreError } from "../blacklist/store.ts";
import { Unavailable } from "../errors.ts";
import type { PairPlan } from "./issue.ts";

/**
 * What the store keeps of a session's newest refresh token, in a size that doesn't grow however often it refreshes:
 * its state, when the exchange that made it was answered, and how many exchanges there were in the present minute.
 */
export interface RefreshRecord extends RefreshState {
  /** By the store's clock, milliseconds; null until an exchange was answered. */
  readonly answeredAt: number | null;
  /** When the present minute of exchanges began, milliseconds, and how many there were in it. */
  readonly minuteBegan: number;
  readonly exchanges: number;
}

const schema = z.strictObject({
  o: z.int().positive(),
  j: z.string().min(1),
  p: z.string().nullable(),
  a: z.string().nullable(),
  t: z.int().nullable(),
  s: z.int().nullable(),
  m: z.int(),
  n: z.int(),
});

/** Writes a record as the store keeps it. */
export function formatRefreshRecord(record: RefreshRecord): string {
  return JSON.stringify({
    o: record.ordinal,
    j: record.tokenId,
    p: record.previousId,
    a: record.accessId,
    t: record.plannedAt,
    s: record.answeredAt,
    m: record.minuteBegan,
    n: record.exchanges,
  });
}

/** Throws `Unavailable` for what no writer of ours wrote: it must not read as a token that was never used. */
export function parseRefreshRecord(text: string | null): RefreshRecord | null {
  if (text === null) return null;
  const { success, data } = schema.safeParse(jsonOf(text));
  if (!success) throw new Unavailable("blacklist", new StoreError("a refresh record is malformed"));
  const { o: ordinal, j: tokenId, p: previousId, a: accessId, t: plannedAt, s: answeredAt, m, n } = data;
  return { ordinal, tokenId, previousId, accessId, plannedAt, answeredAt, minuteBegan: m, exchanges: n };
}

/** Describes the state of a pair that replaces the token `previousId`. */
export function stateOf({ ordinal, refreshId, accessId, at }: PairPlan, previousId: string | null): RefreshState {
  return { ordinal, tokenId: refreshId, previousId, accessId, plannedAt: at };
}

/** Finds the pair that a state belongs to; null for one whose pair isn't kept: it was given out at login. */
export function planOf({ ordinal, tokenId, accessId, plannedAt }: RefreshState): PairPlan | null {
  if (accessId === null || plannedAt === null) return null;
  return { ordinal, accessId, refreshId: tokenId, at: plannedAt };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
