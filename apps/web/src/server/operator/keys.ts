import type { Foundation } from "../foundation.ts";
import { livingAt } from "../keys/schedule.ts";
import { moment } from "./text.ts";

/** A key as the operator sees it. */
export interface ListedKey {
  readonly kid: string;
  readonly alg: string;
  /** `next`: published, and about to sign. `banned`: neither signs nor verifies. */
  readonly state: "next" | "signs" | "verifies" | "banned";
  /** Since when it signs, or signed; null: nobody noted it. */
  readonly since: Date | null;
  /** When its last token is dead and it is dropped; null: not before somebody says so. */
  readonly until: Date | null;
}

/** Every key whose tokens may be alive, the newest first. */
export function listKeys({ keys, clock }: Foundation): ListedKey[] {
  const now = clock();
  const { signing } = keys.ring();
  return livingAt(keys.schedule(), now).map(({ key, signsFrom, verifiesUntil, isBanned }) => {
    const waiting = signsFrom !== null && signsFrom > now;
    const state = isBanned ? "banned" : key.kid === signing.kid ? "signs" : waiting ? "next" : "verifies";
    return { kid: key.kid, alg: key.alg, state, since: signsFrom, until: verifiesUntil };
  });
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
