import type { SignedClaims } from "./claims.ts";

/** Whether a token is of this time: not from the future and not past its end, clocks differing by the tolerance at most. */
export function judgeTime(claims: SignedClaims, now: Date, toleranceSeconds: number): "early" | "current" | "expired" {
  const toleranceMs = toleranceSeconds * 1000;
  if (claims.issuedAt.getTime() > now.getTime() + toleranceMs) return "early";
  return claims.expiresAt.getTime() + toleranceMs <= now.getTime() ? "expired" : "current";
}
