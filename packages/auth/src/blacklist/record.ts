import type { SignedClaims } from "../token/claims.ts";

/** The names under which the blacklist keeps things. They hold ids of verified tokens, never a token's text. */
export const record = {
  /** This one token is revoked. */
  token: (tokenId: string) => `token:${tokenId}`,
  /** Every token of this session is dead, those still to be minted included. */
  session: (sessionId: string) => `session:${sessionId}`,
  /** Holds the subject's epoch: tokens born under another are dead. */
  subject: (subject: string) => `subject:${subject}`,
  /** This refresh token was used; holds what became of it. */
  rotated: (tokenId: string) => `rotated:${tokenId}`,
  /** Holds when the use of this refresh token was first answered. */
  answered: (tokenId: string) => `answered:${tokenId}`,
  /** The store's own birth mark. */
  generation: "generation",
  /** Settles which id the n-th generation has, when several processes renew it at once. */
  birth: (number: number) => `birth:${number}`,
} as const;

/** The value of a record whose being there says it all: since when. */
export function since(at: Date): string {
  return at.toISOString();
}

/** The epoch of a subject none was ever written for. */
export const FIRST_EPOCH = "0";

/** The three records that can end a token, in the order `ask` reads them. */
export function endings(claims: SignedClaims): [string, string, string] {
  return [record.token(claims.tokenId), record.session(claims.sessionId), record.subject(claims.subject)];
}
