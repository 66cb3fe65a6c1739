import type { SignedClaims } from "../token/claims.ts";

/** The names under which the blacklist keeps things. They hold ids of verified tokens, never a token's text. */
export const key = {
  /** This one token is revoked. */
  token: (tokenId: string) => `token:${tokenId}`,
  /** Every token of this session is dead, those still to be minted included. */
  session: (sessionId: string) => `session:${sessionId}`,
  /** Holds the subject's epoch: tokens born under another are dead. */
  subject: (subject: string) => `subject:${subject}`,
  /** Holds the state of this session's newest refresh token. */
  refresh: (sessionId: string) => `refresh:${sessionId}`,
  /** What the version before kept of a refresh token that was used, and of when that was first answered. */
  rotatedBefore: (tokenId: string) => `rotated:${tokenId}`,
  answeredBefore: (tokenId: string) => `answered:${tokenId}`,
  /** Every token signed with this key is dead. */
  ban: (keyId: string) => `ban:${keyId}`,
  /** How far the checkpoint had come when a write was last named. */
  checkpoint: "checkpoint",
  /** The store's generation. */
  generation: "generation",
  /** The store's own random id. */
  storeId: "store",
} as const;

/** Writes the value of a record whose being there says it all: since when. */
export function since(at: Date): string {
  return at.toISOString();
}

/** The epoch of a subject none was ever written for. */
export const FIRST_EPOCH = "0";

/** Lists the records that can end a token. */
export function revocationKeys(claims: SignedClaims): string[] {
  return [key.token(claims.tokenId), ...sessionKeys(claims)];
}

/** Lists the records that can end a token's session. */
export function sessionKeys(claims: SignedClaims): string[] {
  return [key.session(claims.sessionId), key.subject(claims.subject), key.ban(claims.keyId)];
}
