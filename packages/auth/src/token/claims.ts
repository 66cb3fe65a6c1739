import { z } from "zod";
import { MARGIN_SECONDS } from "../blacklist/lifetime.ts";
import type { Kind } from "./header.ts";

declare const signed: unique symbol;
declare const live: unique symbol;

/**
 * What a token of ours says, its signature, form and claims checked: authentic, but perhaps expired
 * or revoked. Only `token/read.ts` makes one.
 */
export interface SignedClaims<K extends Kind = Kind> {
  readonly [signed]: true;
  readonly kind: K;
  readonly keyId: string;
  /** `sub`: the user. */
  readonly subject: string;
  /** `sid`: the login this token belongs to. */
  readonly sessionId: string;
  /** `jti` */
  readonly tokenId: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  /** The session's absolute end; no token of it lives longer. */
  readonly sessionExpiresAt: Date;
  /** The store's generation the session was born under. */
  readonly generation: string;
  /** The subject's epoch the session was born under. */
  readonly epoch: string;
}

/** Signed, unexpired, and the blacklist was asked and had nothing against it. Only `verify` makes one. */
export interface Claims<K extends Kind = Kind> extends SignedClaims<K> {
  readonly [live]: true;
}

/** Ids become names of store records: visible ASCII, of bounded length. */
const ID = /^[\x21-\x7e]{1,200}$/;
const id = z.string().regex(ID);
const time = z.int().nonnegative();

const payload = z.strictObject({
  iss: z.string(),
  sub: id,
  aud: z.string(),
  exp: time,
  iat: time,
  jti: id,
  sid: id,
  /** Absolute end of the session, seconds. */
  sxp: time,
  /** Generation of the store. */
  gen: id,
  /** Epoch of the subject. */
  epo: id,
});

/** The JSON on the wire: `NumericDate`s in seconds (RFC 7519 §2). */
export type Payload = z.infer<typeof payload>;

export interface Expectation {
  readonly issuer: string;
  readonly audience: string;
  /** Longest lifetime a token of this kind may claim, seconds. */
  readonly lifetimeSeconds: number;
  /** Longest time its session may have left when it is issued, seconds. */
  readonly sessionSeconds: number;
}

/**
 * Parses the payload of a token whose signature has been verified. Null if a claim is missing, of
 * the wrong type, of another issuer or audience, or spans more than the configured lifetimes
 * (RFC 7519 §4.1, RFC 9068 §2.2): what ends all sessions of a subject is kept no longer than those last.
 * Says nothing about the present time.
 */
export function parseClaims<K extends Kind>(
  json: unknown,
  header: { readonly kind: K; readonly kid: string },
  expected: Expectation,
): SignedClaims<K> | null {
  const parsed = payload.safeParse(json);
  if (!parsed.success) return null;
  const { iss, aud, exp, iat, sxp } = parsed.data;
  if (iss !== expected.issuer || aud !== expected.audience) return null;
  if (exp <= iat || exp - iat > expected.lifetimeSeconds || exp > sxp) return null;
  // Another process, whose clock differs, may have opened the session.
  if (sxp - iat > expected.sessionSeconds + MARGIN_SECONDS) return null;
  return toClaims(parsed.data, header);
}

function toClaims<K extends Kind>(data: Payload, header: { readonly kind: K; readonly kid: string }) {
  return {
    kind: header.kind,
    keyId: header.kid,
    subject: data.sub,
    sessionId: data.sid,
    tokenId: data.jti,
    issuedAt: fromSeconds(data.iat),
    expiresAt: fromSeconds(data.exp),
    sessionExpiresAt: fromSeconds(data.sxp),
    generation: data.gen,
    epoch: data.epo,
  } as SignedClaims<K>;
}

export function fromSeconds(seconds: number): Date {
  return new Date(seconds * 1000);
}

export function toSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** Throws `RangeError` unless this can be the subject of a token: 1 to 200 visible ASCII characters. */
export function checkSubject(subject: string): string {
  if (!ID.test(subject)) throw new RangeError("a subject must be 1 to 200 visible ASCII characters");
  return subject;
}
