import { CompactSign } from "jose";
import type { SigningKey } from "../keys/import-key.ts";
import { type Payload, toSeconds } from "./claims.ts";
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
}

/** Who issues a token, for whom, and to which client (RFC 9068 §2.2). */
export interface Parties {
  readonly issuer: string;
  readonly audience: string;
  readonly clientId: string;
}

/** Signs a compact JWS (RFC 7515 §7.1). Dates are cut to whole seconds. */
export function signToken({ kid, alg, privateKey }: SigningKey, plan: TokenPlan, parties: Parties): Promise<string> {
  const payload: Payload = {
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
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg, kid, typ: plan.ordinal === null ? TYPES.access : TYPES.refresh })
    .sign(privateKey);
}
