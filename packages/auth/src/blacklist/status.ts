import type { SignedClaims } from "../token/claims.ts";
import { key } from "./keys.ts";
import type { BelievedSnapshot } from "./snapshot.ts";

/** What ended a token: itself, its session, its subject's epoch, the key that signed it, or the end of everything. */
export type RevokedBy = "token" | "session" | "subject" | "key" | "generation";

/** What the blacklist knows against a token. That it can't be asked is no status: it throws `Unavailable`. */
export type RevocationStatus = { readonly state: "clean" } | { readonly state: "revoked"; readonly by: RevokedBy };

/** A status, and how old the revocations were that it rests on, milliseconds; 0: the store was asked. */
export interface Checked {
  readonly status: RevocationStatus;
  readonly evidenceAgeMs: number;
}

/**
 * Checks a token. Its line before narrower records: a store whose line began after the token knows nothing of what happened to it
 * before, so its silence counts for nothing, and no narrower record can outweigh that.
 */
export function checkStatus(claims: SignedClaims, snapshot: BelievedSnapshot): RevocationStatus {
  const status = checkSessionStatus(claims, snapshot);
  const isBroader = status.state === "revoked" && status.by !== "subject";
  return !isBroader && snapshot.value(key.token(claims.tokenId)) !== null ? revoked("token") : status;
}

/** Checks the session of a token, whatever became of the token itself. */
export function checkSessionStatus(claims: SignedClaims, snapshot: BelievedSnapshot): RevocationStatus {
  // Before all else: of what its holder signed nothing may be told apart.
  if (snapshot.value(key.ban(claims.keyId)) !== null) return revoked("key");
  if (claims.line !== snapshot.generation.line) return revoked("generation");
  if (snapshot.value(key.session(claims.sessionId)) !== null) return revoked("session");
  const epoch = snapshot.value(key.subject(claims.subject));
  // No epoch stands: none was written for longer than any session lives.
  return epoch !== null && epoch !== claims.epoch ? revoked("subject") : { state: "clean" };
}

/** Tells whether a refusal rests on something that can be replaced: the token may have been born under a newer one. */
export function isReplaceable(status: RevocationStatus): boolean {
  return status.state === "revoked" && (status.by === "generation" || status.by === "subject");
}

function revoked(by: RevokedBy): RevocationStatus {
  return { state: "revoked", by };
}
