import { z } from "zod";
import { MARGIN_SECONDS } from "../clock.ts";
import type { CustomClaims } from "./custom-claims.ts";
import type { Kind } from "./header.ts";

declare const signed: unique symbol;
declare const live: unique symbol;

/**
 * What a token of ours says, its signature, form and claims checked: authentic, but perhaps expired
 * or revoked. Only `token/verify-signature.ts` makes one.
 */
export interface SignedClaims<K extends Kind = Kind, C extends CustomClaims = CustomClaims> {
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
  /** The line of the store's generations that the session was born in. */
  readonly line: string;
  /** The subject's epoch the session was born under. */
  readonly epoch: string;
  /** Of a refresh token: its number within the session, from 1. 0 for all others, and for those of the version before. */
  readonly ordinal: number;
  /** The user's own claims, as the schema of `createAuth` has them. */
  readonly custom: C;
}

/** Signed, unexpired, and the blacklist was asked and had nothing against it. Only `verify` makes one. */
export interface Claims<K extends Kind = Kind, C extends CustomClaims = CustomClaims> extends SignedClaims<K, C> {
  readonly [live]: true;
}

/** Ids become names of store records: visible ASCII, of bounded length. */
const ID = /^[\x21-\x7e]{1,200}$/;
const id = z.string().regex(ID);
const time = z.int().nonnegative();

const common = {
  iss: z.string(),
  sub: id,
  aud: z.string(),
  exp: time,
  iat: time,
  jti: id,
  sid: id,
  /** Absolute end of the session, seconds. */
  sxp: time,
  /** Epoch of the subject. */
  epo: id,
};

/** Line of the store's generations. */
const lin = id;

const payloads = {
  access: z.strictObject({ ...common, lin, client_id: z.string() }),
  refresh: z.strictObject({ ...common, lin, ord: z.int().positive() }),
  /** As the version before wrote both kinds: read for as long as its tokens can live. A generation named its line. */
  before: z.strictObject({ ...common, gen: id }),
} as const;

/** The JSON on the wire: `NumericDate`s in seconds (RFC 7519 §2), `client_id` as RFC 9068 §2.2 wants it. */
export type Payload = z.infer<(typeof payloads)["access" | "refresh"]>;

export interface Expectation {
  readonly issuer: string;
  readonly audience: string;
  /** The audience of tokens of the version before. */
  readonly audienceBefore: string;
  readonly clientId: string;
  /** Longest lifetime a token of this kind may claim, seconds. */
  readonly lifetimeSeconds: number;
  /** Longest time its session may have left when it is issued, seconds. */
  readonly sessionSeconds: number;
}

/**
 * Parses the payload of a token whose signature has been verified. Null if a claim is missing, of
 * the wrong type, or of another issuer, audience or client (RFC 7519 §4.1, RFC 9068 §2.2, §4).
 * The user's own claims are taken out before.
 * Says nothing about the present time, nor about the lifetimes that are allowed now: see `isWithinLimits`.
 */
export function parseClaims<K extends Kind>(
  json: unknown,
  header: { readonly kind: K; readonly kid: string },
  expected: Expectation,
): Omit<SignedClaims<K>, "custom"> | null {
  const data = header.kind === "access" ? parseAccess(json, expected) : parseRefresh(json, expected);
  if (data === null || data.iss !== expected.issuer || data.exp <= data.iat || data.exp > data.sxp) return null;
  return toClaims(data, header);
}

type Parsed = Omit<Payload, "client_id"> & { readonly lin: string; readonly ord: number };

function parseAccess(json: unknown, { audience, clientId, audienceBefore }: Expectation): Parsed | null {
  const { success, data } = payloads.access.safeParse(json);
  if (!success) return parseBefore(json, audienceBefore);
  return data.aud === audience && data.client_id === clientId ? { ...data, ord: 0 } : null;
}

function parseRefresh(json: unknown, { audience, audienceBefore }: Expectation): Parsed | null {
  const { success, data } = payloads.refresh.safeParse(json);
  if (!success) return parseBefore(json, audienceBefore);
  return data.aud === audience ? data : null;
}

function parseBefore(json: unknown, audience: string): Parsed | null {
  const { success, data } = payloads.before.safeParse(json);
  return success && data.aud === audience ? { ...data, lin: data.gen, ord: 0 } : null;
}

/**
 * Tells whether a token lives no longer than the present settings allow. One that claims more isn't accepted, but its
 * session can still be ended with it: the settings may be raised again.
 */
export function isWithinLimits(claims: SignedClaims, expected: Expectation): boolean {
  const issuedAt = toSeconds(claims.issuedAt);
  const lifetimeSeconds = toSeconds(claims.expiresAt) - issuedAt;
  const sessionSeconds = toSeconds(claims.sessionExpiresAt) - issuedAt;
  // Another process, whose clock differs, may have opened the session.
  return lifetimeSeconds <= expected.lifetimeSeconds && sessionSeconds <= expected.sessionSeconds + MARGIN_SECONDS;
}

function toClaims<K extends Kind>(data: Parsed, header: { readonly kind: K; readonly kid: string }) {
  return {
    kind: header.kind,
    keyId: header.kid,
    subject: data.sub,
    sessionId: data.sid,
    tokenId: data.jti,
    issuedAt: fromSeconds(data.iat),
    expiresAt: fromSeconds(data.exp),
    sessionExpiresAt: fromSeconds(data.sxp),
    line: data.lin,
    epoch: data.epo,
    ordinal: data.ord,
  } as SignedClaims<K>;
}

/** Reads a `NumericDate` (RFC 7519 §2). */
export function fromSeconds(seconds: number): Date {
  return new Date(seconds * 1000);
}

/** Writes a `NumericDate` (RFC 7519 §2): whole seconds, cut. */
export function toSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** Throws `RangeError` unless this can be the subject of a token: 1 to 200 visible ASCII characters. */
export function checkSubject(subject: string): string {
  if (!ID.test(subject)) throw new RangeError("a subject must be 1 to 200 visible ASCII characters");
  return subject;
}
