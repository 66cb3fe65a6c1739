import type { IssuanceState } from "../blacklist/issuance.ts";
import { randomId } from "../ids.ts";
import type { SigningKey } from "../keys/import-key.ts";
import { type KeyRing, type PublicKeyRing, signingKeyOf } from "../keys/ring.ts";
import type { Lifetimes } from "../lifetimes.ts";
import { fromSeconds, type SignedClaims, toSeconds } from "../token/claims.ts";
import type { CustomClaims } from "../token/custom-claims.ts";
import { checkLength, type Parties, signToken, type TokenPlan } from "../token/sign.ts";

/** A login from its birth on: what all its tokens share, and the ids of its first two. */
export interface Session {
  readonly id: string;
  readonly subject: string;
  /** The user's own claims, checked. */
  readonly custom: CustomClaims;
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
export type SessionClaims = Pick<
  SignedClaims,
  "subject" | "sessionId" | "sessionExpiresAt" | "line" | "epoch" | "custom"
>;

/** Plans a pair with fresh ids. */
export function planPair(ordinal: number, at: Date): PairPlan {
  return { ordinal, accessId: randomId(), refreshId: randomId(), at: at.getTime() };
}

/** What of a session is settled before it has an id. */
interface NewSession {
  readonly subject: string;
  readonly state: IssuanceState;
  readonly custom: CustomClaims;
  readonly now: Date;
}

/** Plans a new session, its id never seen before; times are whole seconds, as tokens carry them. */
export function planSession({ subject, state, custom, now }: NewSession, { sessionSeconds }: Lifetimes): Session {
  const startedAt = fromSeconds(toSeconds(now));
  const expiresAt = new Date(startedAt.getTime() + sessionSeconds * 1000);
  return { id: randomId(), subject, custom, startedAt, expiresAt, ...state, first: planPair(1, now) };
}

/** Tells what of a session its tokens carry. */
export function claimsOf({ id, subject, custom, expiresAt, line, epoch }: Session): SessionClaims {
  return { sessionId: id, subject, custom, sessionExpiresAt: expiresAt, line, epoch };
}

/** Throws `RangeError` if a token of this session would be too long, however often it is refreshed. */
export function checkFits(issuer: Issuer, key: SigningKey, session: Session): void {
  const { accessId: tokenId, at } = session.first;
  for (const ordinal of [null, Number.MAX_SAFE_INTEGER]) {
    const { plan, parties } = describe(issuer, claimsOf(session), { ordinal, tokenId, at, seconds: 1 });
    checkLength(key, plan, parties);
  }
}

/**
 * Signs the planned pair, with a key that isn't banned. No token outlives the session.
 * Rejects with `Unavailable` if every key is banned, with `KeySetError` if none can sign.
 */
export async function issuePair(
  issuer: Issuer,
  session: SessionClaims,
  { ordinal, accessId, refreshId, at }: PairPlan,
  bannedKeys: ReadonlySet<string>,
): Promise<TokenPair> {
  const { accessSeconds, refreshSeconds } = issuer.lifetimes;
  const [access, refresh] = await Promise.all([
    issue(issuer, session, bannedKeys, { ordinal: null, tokenId: accessId, at, seconds: accessSeconds }),
    issue(issuer, session, bannedKeys, { ordinal, tokenId: refreshId, at, seconds: refreshSeconds }),
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
  issuer: Issuer,
  session: SessionClaims,
  bannedKeys: ReadonlySet<string>,
  planned: Planned,
): Promise<IssuedToken> {
  const { plan, parties } = describe(issuer, session, planned);
  const token = await signToken(signingKeyOf(issuer.keys(), bannedKeys), plan, parties);
  return { token, tokenId: plan.tokenId, expiresAt: plan.expiresAt };
}

/** Says all that a token is to say. */
function describe(
  { issuer, clientId, audiences }: Issuer,
  { subject, sessionId, sessionExpiresAt, line, epoch, custom }: SessionClaims,
  { ordinal, tokenId, at, seconds }: Planned,
): { readonly plan: TokenPlan; readonly parties: Parties } {
  const issuedAt = fromSeconds(toSeconds(new Date(at)));
  const expiresAt = new Date(Math.min(issuedAt.getTime() + seconds * 1000, sessionExpiresAt.getTime()));
  const audience = ordinal === null ? audiences.access : audiences.refresh;
  const plan = { ordinal, tokenId, issuedAt, expiresAt, subject, sessionId, sessionExpiresAt, line, epoch, custom };
  return { plan, parties: { issuer, audience, clientId } };
}
