import type { SignedClaims } from "./claims.ts";

/**
 * Tells whether a token is of this time: not from the future and not past its end, clocks differing by the
 * tolerance at most. A session is over at its end by the clock that is asked, without tolerance: what
 * would be signed for it from then on would begin after its own end.
 */
export function checkExpiry(
  claims: SignedClaims,
  now: Date,
  toleranceSeconds: number,
): "early" | "current" | "expired" {
  const toleranceMs = toleranceSeconds * 1000;
  if (claims.issuedAt.getTime() > now.getTime() + toleranceMs) return "early";
  if (claims.sessionExpiresAt <= now) return "expired";
  return claims.expiresAt.getTime() + toleranceMs <= now.getTime() ? "expired" : "current";
}
