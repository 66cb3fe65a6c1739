import { z } from "zod";
import { Unavailable } from "../../errors.ts";
import { type Lifetimes, longestSeconds } from "../../lifetimes.ts";
import { KeySetError } from "../key-set.ts";
import { createKeyRing, type KeyRing } from "../ring.ts";

/** One key, and what it is for at which time. */
export interface KeyTerm {
  readonly key: KeyRing["signing"];
  /** Until then it is only published, so that every process knows it before the first token comes. Null: it always signed. */
  readonly signsFrom: Date | null;
  /** When the last token it signed is dead. Null: it still signs, or nobody knows when it stopped. */
  readonly verifiesUntil: Date | null;
  /** Whether it was banned: it neither signs nor verifies, and stands here so that it doesn't come back. */
  readonly isBanned: boolean;
}

/** Keys and their times, the newest first. */
export type Schedule = readonly KeyTerm[];

const date = z.iso.datetime().optional();
const dates = z.object({ keys: z.array(z.object({ signsFrom: date, bannedAt: date })) });

/**
 * Reads a private JWK Set in which a key may carry the members `signsFrom` and `bannedAt`. A key stops signing when
 * one before it begins, unless that is banned: then it may have to sign again. One that has no date before it stands there
 * for good, as in a set made by hand.
 * Throws `KeySetError`.
 */
export function readSchedule(keySet: unknown, lifetimes: Lifetimes): Schedule {
  const { byId } = createKeyRing(keySet);
  const dated = dates.safeParse(keySet);
  if (!dated.success) throw new KeySetError("a key's signsFrom or bannedAt is not a time in UTC");
  const starts = dated.data.keys.map(({ signsFrom }) => (signsFrom === undefined ? null : new Date(signsFrom)));
  return [...byId.values()].map((key, i) => {
    const retiresAt = earliest(starts.slice(0, i).filter((_, j) => dated.data.keys[j]?.bannedAt === undefined));
    const verifiesUntil = retiresAt === null ? null : new Date(retiresAt.getTime() + longestSeconds(lifetimes) * 1000);
    const isBanned = dated.data.keys[i]?.bannedAt !== undefined;
    return { key, signsFrom: starts[i] ?? null, verifiesUntil, isBanned };
  });
}

/**
 * Makes the ring of one moment: every key whose tokens may still be alive and that isn't banned, the newest whose time has come
 * signing. Throws `Unavailable` if every key is banned.
 */
export function ringAt(schedule: Schedule, now: Date): KeyRing {
  const usable = schedule.filter(({ isBanned }) => !isBanned);
  const signing = usable.find(({ signsFrom }) => signsFrom === null || signsFrom <= now) ?? usable.at(-1);
  if (signing === undefined) throw new Unavailable("keys", new KeySetError("every signing key is banned"));
  return { signing: signing.key, byId: new Map(livingAt(usable, now).map(({ key }) => [key.kid, key])) };
}

/** Lists the keys that verify at this moment, or will. */
export function livingAt(schedule: Schedule, now: Date): Schedule {
  return schedule.filter(({ verifiesUntil }) => verifiesUntil === null || now < verifiesUntil);
}

function earliest(times: readonly (Date | null)[]): Date | null {
  const known = times.filter((time) => time !== null).map((time) => time.getTime());
  return known.length === 0 ? null : new Date(Math.min(...known));
}
