import { CompactSign } from "jose";
import { type KeyRing, type PublicKeyRing, signingKeyOf } from "../keys/ring.ts";
import { type Payload, toSeconds } from "./claims.ts";
import { type Kind, TYPES } from "./header.ts";

/** What a token is to say. Built from a session that was opened, never from a client's words. */
export interface TokenPlan {
  readonly kind: Kind;
  readonly tokenId: string;
  readonly subject: string;
  readonly sessionId: string;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly sessionExpiresAt: Date;
  readonly generation: string;
  readonly epoch: string;
}

/** Signs a compact JWS (RFC 7515 §7.1) with the ring's first key. Dates are cut to whole seconds. */
export function signToken(
  ring: KeyRing | PublicKeyRing,
  plan: TokenPlan,
  issuer: string,
  audience: string,
): Promise<string> {
  const payload: Payload = {
    iss: issuer,
    sub: plan.subject,
    aud: audience,
    exp: toSeconds(plan.expiresAt),
    iat: toSeconds(plan.issuedAt),
    jti: plan.tokenId,
    sid: plan.sessionId,
    sxp: toSeconds(plan.sessionExpiresAt),
    gen: plan.generation,
    epo: plan.epoch,
  };
  const { kid, alg, privateKey } = signingKeyOf(ring);
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg, kid, typ: TYPES[plan.kind] })
    .sign(privateKey);
}
