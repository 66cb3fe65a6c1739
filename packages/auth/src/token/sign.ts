import { Buffer } from "node:buffer";
import { CompactSign } from "jose";
import type { SigningKey } from "../keys/import-key.ts";
import { type Payload, toSeconds } from "./claims.ts";
import { MAX_TOKEN_BYTES } from "./compact.ts";
import type { CustomClaims } from "./custom-claims.ts";
import { TYPES } from "./header.ts";

/** What a token is to say. Built from a session that was opened, never from a client's words. */
export interface TokenPlan {
  /** Of a refresh token its number within the session; null for an access token. */
  readonly ordinal: number | null;
  readonly tokenId: string;
  readonly subject: string;
  readonly sessionId: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly sessionExpiresAt: Date;
  readonly line: string;
  readonly epoch: string;
  readonly custom: CustomClaims;
}

/** Who issues a token, for whom, and to which client (RFC 9068 §2.2). */
export interface Parties {
  readonly issuer: string;
  readonly audience: string;
  readonly clientId: string;
}

/**
 * Signs a compact JWS (RFC 7515 §7.1). Dates are cut to whole seconds. Rejects with `RangeError` if it would be longer than
 * any token that is accepted.
 */
export async function signToken(key: SigningKey, plan: TokenPlan, parties: Parties): Promise<string> {
  checkLength(key, plan, parties);
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payloadOf(plan, parties))))
    .setProtectedHeader(headerOf(key, plan))
    .sign(key.privateKey);
}

/** Throws `RangeError` if this token would be longer than any that is accepted. */
export function checkLength(key: SigningKey, plan: TokenPlan, parties: Parties): void {
  const header = segmentLength(Buffer.byteLength(JSON.stringify(headerOf(key, plan))));
  const payload = segmentLength(Buffer.byteLength(JSON.stringify(payloadOf(plan, parties))));
  const length = header + 1 + payload + 1 + segmentLength(SIGNATURE_BYTES);
  if (length <= MAX_TOKEN_BYTES) return;
  throw new RangeError(
    `a token would have ${length} bytes, and at most ${MAX_TOKEN_BYTES} are accepted: shorten its claims`,
  );
}

/** Of ES256 and EdDSA alike (RFC 7518 §3.4, RFC 8037 §3.1). */
const SIGNATURE_BYTES = 64;

/** Base64url without padding (RFC 7515 §2). */
function segmentLength(bytes: number): number {
  return Math.ceil((bytes * 4) / 3);
}

function headerOf({ alg, kid }: SigningKey, { ordinal }: TokenPlan) {
  return { alg, kid, typ: ordinal === null ? TYPES.access : TYPES.refresh };
}

function payloadOf(plan: TokenPlan, parties: Parties): CustomClaims & Payload {
  return {
    ...plan.custom,
    iss: parties.issuer,
    sub: plan.subject,
    aud: parties.audience,
    exp: toSeconds(plan.expiresAt),
    iat: toSeconds(plan.issuedAt),
    jti: plan.tokenId,
    sid: plan.sessionId,
    sxp: toSeconds(plan.sessionExpiresAt),
    lin: plan.line,
    epo: plan.epoch,
    ...(plan.ordinal === null ? { client_id: parties.clientId } : { ord: plan.ordinal }),
  };
}
