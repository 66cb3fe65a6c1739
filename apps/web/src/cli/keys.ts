import type { KeyRing } from "@curfew/auth";
import { livingAt } from "@curfew/auth/keys/file";
import type { Services } from "../backend/services/services.ts";
import { moment } from "./text.ts";

/** A key as the operator sees it. */
export interface ListedKey {
  readonly kid: string;
  readonly alg: string;
  /** `next`: published, and about to sign. `banned`: neither signs nor verifies. */
  readonly state: "next" | "signs" | "verifies" | "banned";
  /** Since when it signs, or signed; null if that was not recorded. */
  readonly since: Date | null;
  /** When its last token is dead and it is dropped; null: not before somebody says so. */
  readonly until: Date | null;
}

/** Lists every key that may have living tokens, the newest first. Those given can be banned in the database alone. */
export function listKeys({ keys, clock }: Services, banned: ReadonlySet<string> = new Set()): ListedKey[] {
  const now = clock();
  const signing = signingKey(keys.ring(), banned);
  return livingAt(keys.schedule(), now).map(({ key, signsFrom, verifiesUntil, isBanned }) => {
    const waiting = signsFrom !== null && signsFrom > now;
    const living = key.kid === signing ? "signs" : waiting ? "next" : "verifies";
    const state = isBanned || banned.has(key.kid) ? "banned" : living;
    return { kid: key.kid, alg: key.alg, state, since: signsFrom, until: verifiesUntil };
  });
}

/** Returns the id of the key that signs, now that these are banned; null if none is left. */
export function signingKey({ signing, byId }: KeyRing, banned: ReadonlySet<string>): string | null {
  return [signing.kid, ...byId.keys()].find((kid) => !banned.has(kid)) ?? null;
}

/** Reads the ids of the keys that are banned on every instance. Rejects as `database` does. */
export async function bannedKeys({ database }: Services): Promise<ReadonlySet<string>> {
  return new Set((await database.checkpoint.read()).checkpoint.bannedKeys);
}

export function keyRows(keys: readonly ListedKey[]): string[][] {
  return keys.map(({ kid, alg, state, since, until }) => [
    kid,
    alg,
    state,
    since === null ? "" : `since ${moment(since)}`,
    until === null ? "" : `until ${moment(until)}`,
  ]);
}
