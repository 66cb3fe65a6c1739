import type { Birthmarks } from "../blacklist/blacklist.ts";
import type { KeyRing, PublicKeyRing } from "../keys/ring.ts";
import { randomId } from "../random.ts";
import { fromSeconds, type SignedClaims, toSeconds } from "../token/claims.ts";
import type { Kind } from "../token/header.ts";
import { signToken } from "../token/sign.ts";
import type { Lifetimes } from "./lifetimes.ts";

/** A login from its birth on: what all its tokens share. */
export interface Session extends Birthmarks {
  readonly id: string;
  readonly subject: string;
  readonly startedAt: Date;
  /** Its absolute end. */
  readonly expiresAt: Date;
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
  readonly access: string;
  readonly refresh: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Issuer {
  readonly keys: () => KeyRing | PublicKeyRing;
  readonly issuer: string;
  readonly audience: string;
  readonly lifetimes: Lifetimes;
}

/** What of a session its tokens carry. */
export type SessionMarks = Pick<SignedClaims, "subject" | "sessionId" | "sessionExpiresAt" | "generation" | "epoch">;

export function planPair(at: Date): PairPlan {
  return { access: randomId(), refresh: randomId(), at: at.getTime() };
}

/** A new session, its id never seen before; times are whole seconds, as tokens carry them. */
export function openSession(subject: string, marks: Birthmarks, now: Date, lifetimes: Lifetimes): Session {
  const startedAt = fromSeconds(toSeconds(now));
  const expiresAt = new Date(startedAt.getTime() + lifetimes.sessionSeconds * 1000);
  return { id: randomId(), subject, startedAt, expiresAt, ...marks };
}

/** Signs the planned pair. No token outlives the session. */
export async function issuePair(issuer: Issuer, session: SessionMarks, plan: PairPlan): Promise<TokenPair> {
  const [access, refresh] = await Promise.all([
    issueToken(issuer, session, { kind: "access", tokenId: plan.access, at: plan.at }),
    issueToken(issuer, session, { kind: "refresh", tokenId: plan.refresh, at: plan.at }),
  ]);
  return { sessionId: session.sessionId, access, refresh };
}

/** Signs one token of a session. */
export async function issueToken(
  { keys, issuer, audience, lifetimes }: Issuer,
  session: SessionMarks,
  { kind, tokenId, at }: { readonly kind: Kind; readonly tokenId: string; readonly at: number },
): Promise<IssuedToken> {
  const issuedAt = fromSeconds(toSeconds(new Date(at)));
  const seconds = kind === "access" ? lifetimes.accessSeconds : lifetimes.refreshSeconds;
  const expiresAt = new Date(Math.min(issuedAt.getTime() + seconds * 1000, session.sessionExpiresAt.getTime()));
  const { subject, sessionId, sessionExpiresAt, generation, epoch } = session;
  const plan = { kind, tokenId, issuedAt, expiresAt, subject, sessionId, sessionExpiresAt, generation, epoch };
  return { token: await signToken(keys(), plan, issuer, audience), tokenId, expiresAt };
}
