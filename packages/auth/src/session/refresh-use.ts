import type { SignedClaims } from "../token/claims.ts";
import type { RefreshStanding } from "./refresh-standing.ts";

/**
 * What a presented refresh token is to its session. `current`: the newest one. `predecessor`: the one before, whose
 * exchange may be repeated within the grace. `used`: an older one. `unissued`: nobody gave it out, though it is signed.
 */
export type RefreshUse = "current" | "predecessor" | "used" | "unissued";

/** Judges a refresh token by the newest one of its session (RFC 9700 §4.14.2). */
export function useOf({ ordinal, tokenId }: SignedClaims<"refresh">, { newest, isKept }: RefreshStanding): RefreshUse {
  // A row tells the first token of its session, unless the version before opened it: its tokens have no ordinal.
  if (newest === null) return ordinal === 0 || (!isKept && ordinal === 1) ? "current" : "unissued";
  const isUnnumbered = ordinal === 0;
  if (tokenId === newest.tokenId && (isUnnumbered || ordinal === newest.ordinal)) return "current";
  if (tokenId === newest.previousId && (isUnnumbered || ordinal === newest.ordinal - 1)) return "predecessor";
  return isUnnumbered || ordinal < newest.ordinal - 1 ? "used" : "unissued";
}
