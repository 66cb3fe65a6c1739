import type { SessionLedger } from "../blacklist/checkpoint.ts";
import { withDeadline } from "../blacklist/deadline.ts";
import { signingKeyOf } from "../keys/ring.ts";
import { type Claims, checkSubject, type SignedClaims } from "../token/claims.ts";
import { type CustomClaims, checkCustomClaims } from "../token/custom-claims.ts";
import {
  checkFits,
  claimsOf,
  type IssuedToken,
  issueAccess,
  issuePair,
  planSession,
  type Session,
  type TokenPair,
} from "./issue.ts";
import { reissue } from "./reissue.ts";
import { rotate } from "./rotate.ts";
import { type AuthServices, rotationParts } from "./services.ts";
import { type Refusal, refusal, verifyCurrent } from "./verify.ts";

/** `too_many_refreshes`: the session goes on, and may refresh again after so many seconds. */
export type Refresh<C extends CustomClaims = CustomClaims> =
  | { readonly ok: true; readonly pair: TokenPair; readonly claims: SignedClaims<"refresh", C> }
  | { readonly ok: false; readonly code: "too_many_refreshes"; readonly retryAfterSeconds: number }
  | Refusal;

export interface SessionOptions<C extends CustomClaims = CustomClaims> {
  /** What every token of the session carries, refreshed ones too. Default: nothing, which a schema may refuse. */
  readonly claims?: C;
}

/** Begins sessions and continues them. Rejects with `Unavailable` if the blacklist can't be asked in time. */
export interface Sessions<C extends CustomClaims = CustomClaims> {
  /**
   * Plans a new session of a subject, born under what stands in the blacklist now. Nothing is written. Rejects as `issue`
   * does, so that nothing is written elsewhere for a session that can't be signed; with `RangeError` for a subject that is
   * not 1 to 200 visible ASCII characters, for claims that don't fit their schema, and if a token would be longer than
   * 4096 bytes.
   */
  createSession(subject: string, options?: SessionOptions<C>): Promise<Session>;
  /** Signs a session's first pair of tokens. */
  issue(session: Session): Promise<TokenPair>;
  /** Signs one more access token for the session of verified claims. */
  signCopy(claims: Claims<"access">): Promise<IssuedToken>;
  /**
   * Signs the next pair for the session of verified claims under the epoch that `revokeSubject` gave, so that
   * this one session goes on. If it has ended, or another ending came after that one, the pair is dead on arrival.
   */
  reissue(claims: Claims<"access">, epoch: string, ledger?: SessionLedger): Promise<TokenPair>;
  /**
   * Exchanges a refresh token for its one successor (RFC 9700 §4.14.2). The ledger keeps beside the store which token
   * is a session's newest. Rejects with `TypeError` without one where the witness keeps a journal.
   */
  rotate(token: string, ledger?: SessionLedger): Promise<Refresh<C>>;
}

/** Creates the part of an `Auth` that begins sessions and continues them. */
export function createSessions(services: AuthServices): Sessions {
  const { blacklist, clock, issuer, keys, lifetimes, customClaims } = services;
  return {
    async createSession(subject, { claims = {} } = {}) {
      const custom = await checkCustomClaims(customClaims, claims);
      const state = await withDeadline(() => blacklist.issuance(checkSubject(subject)));
      const session = planSession({ subject, state, custom, now: clock() }, lifetimes);
      // Before anything is written for a session whose tokens can't be signed here.
      checkFits(issuer, signingKeyOf(keys(), state.bannedKeys), session);
      return session;
    },
    issue(session) {
      const { first, bannedKeys } = session;
      return issuePair(issuer, claimsOf(session), { ...first, at: clock().getTime() }, bannedKeys);
    },
    signCopy: async (claims) => issueAccess(issuer, claims, clock(), await blacklist.bannedKeys()),
    async reissue(claims, epoch, ledger) {
      signingKeyOf(keys(), new Set());
      return withDeadline(() => reissue(rotationParts(services, ledger), { ...claims, epoch }));
    },
    async rotate(token, ledger) {
      if (blacklist.isJournaled && ledger === undefined) {
        throw new TypeError("where a journal is kept, rotations need the sessions' rows: only they outlive a loss");
      }
      // Before the token is used up for a successor that nobody here could sign.
      signingKeyOf(keys(), new Set());
      const current = await verifyCurrent(services, token, "refresh");
      if (!current.ok) return current;
      const rotation = await withDeadline(() => rotate(rotationParts(services, ledger), current.claims));
      if (rotation.ok) return rotation;
      if (rotation.by !== "limit") return refusal(current.claims, rotation.by);
      return { ok: false, code: "too_many_refreshes", retryAfterSeconds: rotation.retryAfterSeconds };
    },
  };
}
