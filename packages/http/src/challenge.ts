/** Why a token that was presented is refused. A missing one has no error code (RFC 6750 §3.1). */
const REFUSED: ReadonlySet<string | null> = new Set(["token_invalid", "token_expired", "token_revoked"]);

/**
 * Gives the value of `WWW-Authenticate` for a 401, by why its calls failed: `error="invalid_token"` where a
 * token was presented and refused (RFC 6750 §3).
 *
 * @example
 * console.log(challengeFor("token_revoked")); // Bearer error="invalid_token"
 * console.log(challengeFor("token_missing")); // Bearer
 */
export function challengeFor(...reasons: readonly (string | null)[]): string {
  return reasons.some((reason) => REFUSED.has(reason)) ? 'Bearer error="invalid_token"' : "Bearer";
}
