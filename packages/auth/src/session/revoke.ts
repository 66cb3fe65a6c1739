import { withDeadline } from "../blacklist/deadline.ts";
import type { SessionRef } from "../blacklist/revoke.ts";
import type { SignedClaims } from "../token/claims.ts";
import type { AuthServices } from "./services.ts";

/**
 * Takes tokens back. What is revoked is refused by every process from the moment the promise resolves.
 * Each method rejects with `Unavailable` if the blacklist can't be written in time; repeating it is safe.
 */
export interface Revoker {
  /** Revokes one access token, or the whole session if it is a refresh token (RFC 7009 §2.1). */
  revoke(claims: SignedClaims): Promise<void>;
  /** Revokes sessions, tokens still to be minted included. */
  revokeSessions(sessions: readonly SessionRef[]): Promise<void>;
  /**
   * Revokes every session of a subject, those that are opening included. Resolves with the epoch under
   * which those opened from now on are born. Name the sessions that are known: one that is just being
   * carried over another ending by `reissue` would otherwise outlive this one.
   */
  revokeSubject(subject: string, sessions?: readonly SessionRef[]): Promise<string>;
  /** Revokes every token of everyone. Resolves with the line in which sessions are born from now on. */
  revokeAll(): Promise<string>;
  /**
   * Revokes every token that this key signed or will sign, on every instance, whatever the store loses. Sessions
   * opened from then on are signed with the next key of the ring. Rejects with `RangeError` for an unknown key.
   */
  banKey(keyId: string): Promise<void>;
}

/** Creates the part of an `Auth` that takes tokens back. */
export function createRevoker({ blacklist, keys }: AuthServices): Revoker {
  return {
    revoke(claims) {
      const { sessionId: id, sessionExpiresAt: expiresAt } = claims;
      return withDeadline(() =>
        claims.kind === "access" ? blacklist.revokeToken(claims) : blacklist.revokeSessions([{ id, expiresAt }]),
      );
    },
    revokeSessions: (sessions) => withDeadline(() => blacklist.revokeSessions(sessions)),
    revokeSubject: (subject, sessions = []) => withDeadline(() => blacklist.revokeSubject(subject, sessions)),
    revokeAll: () => withDeadline(blacklist.revokeAll),
    async banKey(keyId) {
      if (!keys().byId.has(keyId)) throw new RangeError("no key of this id is in the ring");
      await withDeadline(() => blacklist.banKey(keyId));
    },
  };
}
