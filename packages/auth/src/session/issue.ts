import type { IssuanceState } from "../blacklist/issuance.ts";
import { randomId } from "../ids.ts";
import { type KeyRing, type PublicKeyRing, signingKeyOf } from "../keys/ring.ts";
import type { Lifetimes } from "../lifetimes.ts";
import { fromSeconds, type SignedClaims, toSeconds } from "../token/claims.ts";
import { signToken } from "../token/sign.ts";

/** A login from its birth on: what all its tokens share, and the ids of its first two. */
export interface Session {
  readonly id: string;
  readonly subject: string;
  readonly startedAt: Date;
  /** Its absolute end. */
  readonly expiresAt: Date;
  readonly line: string;
  readonly epoch: string;
  /** Keys that must not sign for it. */
  readonly bannedKeys: ReadonlySet<string>;
  readonly first: PairPlan;
}

/** The signed tokens of one login or refresh. The only place where a token's text leaves the package. */
export interface TokenPair {
  readonly sessionId: string;
  readonly access: IssuedToken;
  readonly refresh: IssuedToken;
}

export interface IssuedToken {
  readonly token: string;
  readonly tokenId: string;
  readonly expiresAt: Date;
}

/** Which pair is to be issued: settled before anything is signed, so that a race can agree on it. */
export interface PairPlan {
  /** The refresh token's number within the session, from 1. */
  readonly ordinal: number;
  readonly accessId: string;
  readonly refreshId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface Issuer {
  readonly keys: () => KeyRing | PublicKeyRing;
  readonly issuer: string;
  readonly clientId: string;
  readonly audiences: { readonly access: string; readonly refresh: string };
  readonly lifetimes: Lifetimes;
}

/** What of a session its tokens carry. */
export type SessionClaims = Pick<SignedClaims, "subject" | "sessionId" | "sessionExpiresAt" | "line" | "epoch">;

export function planPair(ordinal: number, at: Date): PairPlan {
  return { ordinal, accessId: randomId(), refreshId: randomId(), at: at.getTime() };
}

/** A new session, its id never seen before; times are whole seconds, as tokens carry them. */
export function createSession(subject: string, state: IssuanceState, now: Date, lifetimes: Lifetimes): Session {
  const startedAt = fromSeconds(toSeconds(now));
  const expiresAt = new Date(startedAt.getTime() + lifetimes.sessionSeconds * 1000);
  return { id: randomId(), subject, startedAt, expiresAt, ...state, first: planPair(1, now) };
}

/**
 * Signs the planned pair, with a key that isn't banned. No token outlives the session.
 * Rejects with `Unavailable` if every key is banned, with `KeySetError` if none can sign.
 */
export async function issuePair(
  issuer: Issuer,
  session: SessionClaims,
  plan: PairPlan,
  bannedKeys: ReadonlySet<string>,
): Promise<TokenPair> {
  const { accessSeconds, refreshSeconds } = issuer.lifetimes;
  const [access, refresh] = await Promise.all([
    issue(issuer, session, bannedKeys, { ordinal: null, tokenId: plan.accessId, at: plan.at, seconds: accessSeconds }),
    issue(issuer, session, bannedKeys, {
      ordinal: plan.ordinal,
      tokenId: plan.refreshId,
      at: plan.at,
      seconds: refreshSeconds,
    }),
  ]);
  return { sessionId: session.sessionId, access, refresh };
}

/** Signs one more access token of a session, with a key that isn't banned. Rejects as `issuePair` does. */
export function issueAccess(
  issuer: Issuer,
  session: SessionClaims,
  at: Date,
  bannedKeys: ReadonlySet<string>,
): Promise<IssuedToken> {
  const seconds = issuer.lifetimes.accessSeconds;
  return issue(issuer, session, bannedKeys, { ordinal: null, tokenId: randomId(), at: at.getTime(), seconds });
}

interface Planned {
  /** Null for an access token. */
  readonly ordinal: number | null;
  readonly tokenId: string;
  readonly at: number;
  readonly seconds: number;
}

async function issue(
  { keys, issuer, clientId, audiences }: Issuer,
  { subject, sessionId, sessionExpiresAt, line, epoch }: SessionClaims,
  bannedKeys: ReadonlySet<string>,
  { ordinal, tokenId, at, seconds }: Planned,
): Promise<IssuedToken> {
  const issuedAt = fromSeconds(toSeconds(new Date(at)));
  const expiresAt = new Date(Math.min(issuedAt.getTime() + seconds * 1000, sessionExpiresAt.getTime()));
  const audience = ordinal === null ? audiences.access : audiences.refresh;
  const plan = { ordinal, tokenId, issuedAt, expiresAt, subject, sessionId, sessionExpiresAt, line, epoch };
  const token = await signToken(signingKeyOf(keys(), bannedKeys), plan, { issuer, audience, clientId });
  return { token, tokenId, expiresAt };
}
