/**
 * The verified payload of a token that somebody else signed (RFC 7519 §4.1): what your library gives once it has checked
 * the signature and the expiry. Never the result of a mere `decode`.
 */
export interface VerifiedPayload {
  readonly iss?: string | undefined;
  readonly sub?: string | undefined;
  /** Seconds since 1970, as `exp`. */
  readonly iat?: number | undefined;
  readonly exp?: number | undefined;
  readonly jti?: string | undefined;
  /** The session, where the issuer names one (OpenID Connect Front-Channel Logout 1.0 §3). */
  readonly sid?: string | undefined;
  readonly [claim: string]: unknown;
}

/** Why nothing can be said of a token: a claim is missing, of the wrong type, or claims more than the options allow. */
export interface UnusableClaim {
  readonly claim: "iss" | "sub" | "iat" | "exp" | "jti" | "sid";
  /** A sentence for the developer. */
  readonly message: string;
}

/** What a blacklist needs of a payload, checked. */
export interface TokenFacts {
  readonly issuer: string;
  /** Null: the token has none, and is told apart by all its claims. */
  readonly tokenId: string | null;
  readonly sessionId: string | null;
  readonly subject: string | null;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly payload: VerifiedPayload;
}

export interface PayloadLimits {
  /** The longest life of a token, from `iat` to `exp`, seconds. */
  readonly maxTokenSeconds: number;
  /** The life of a token without `exp`, seconds; null: there is none. */
  readonly maxAgeSeconds: number | null;
  /** How far the issuer's clock may be ahead of this one, seconds. */
  readonly issuerSkewSeconds: number;
}

/** Checks that a payload has what revocation rests on. */
export function readPayload(payload: VerifiedPayload, now: Date, limits: PayloadLimits): TokenFacts | UnusableClaim {
  const wrong = STRINGS.find((claim) => payload[claim] !== undefined && !isName(payload[claim]));
  if (wrong !== undefined) return unusable(wrong, `${wrong} must be a string of 1 to ${LONGEST} characters`);
  const { iat, iss = "", jti = null, sid = null, sub = null } = payload;
  if (!isTime(iat))
    return unusable("iat", "iat is missing or no time: without it a token can't be held against a logout");
  if (iat > seconds(now) + limits.issuerSkewSeconds) return unusable("iat", "iat lies in the future");
  const exp = payload.exp ?? (limits.maxAgeSeconds === null ? undefined : iat + limits.maxAgeSeconds);
  if (!isTime(exp)) return unusable("exp", "exp is missing or no time: set maxAgeSeconds for tokens without it");
  if (exp - iat > limits.maxTokenSeconds) return unusable("exp", "the token lives longer than maxTokenSeconds");
  const isOver = payload.exp === undefined && exp < seconds(now);
  if (isOver) return unusable("exp", "the token is older than maxAgeSeconds");
  return {
    issuer: iss,
    tokenId: jti,
    sessionId: sid,
    subject: sub,
    issuedAt: date(iat),
    expiresAt: date(exp),
    payload,
  };
}

/** Tells whether a payload lacks what revocation rests on. */
export function isUnusable(facts: TokenFacts | UnusableClaim): facts is UnusableClaim {
  return "claim" in facts;
}

const STRINGS = ["iss", "sub", "jti", "sid"] as const;
const LONGEST = 1_000;

/** `NumericDate`s may have fractions (RFC 7519 §2); beyond this a `Date` holds none. */
const LATEST = 8.64e12;

function unusable(claim: UnusableClaim["claim"], message: string): UnusableClaim {
  return { claim, message };
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= LONGEST && value.isWellFormed();
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= LATEST;
}

function seconds(at: Date): number {
  return at.getTime() / 1000;
}

function date(at: number): Date {
  return new Date(at * 1000);
}
