import type { SignedClaims } from "@curfew/auth";
import { note } from "../audit/note.ts";
import type { ClientMetadata } from "../database.ts";
import { countRevocation, type RateLimitContext } from "../rate-limit/consume.ts";
import { revokeSessions, type SessionContext } from "./end.ts";
import { unended } from "./presented.ts";

/** The part of a request that revoking a token needs. */
export interface RevokeContext extends SessionContext, RateLimitContext {
  readonly services: SessionContext["services"] &
    RateLimitContext["services"] & {
      /** The clients at whose hands the demonstration revokes these tokens, by their ids. */
      readonly demoClients: ReadonlyMap<string, ClientMetadata>;
    };
}

/**
 * Revokes an access token, or the whole session of a refresh token. One that is unknown, dead or not of ours changes
 * nothing.
 */
export async function revokeToken(context: RevokeContext, token: string): Promise<void> {
  const claims = await context.services.auth.verifySignature(token);
  if (claims?.kind === "refresh") await endSession(context, claims);
  if (claims?.kind === "access") await endToken(context, token, claims);
}

async function endSession(context: RevokeContext, claims: SignedClaims): Promise<void> {
  const sessions = await unended(context, [claims]);
  if (sessions.length === 0) return;
  await countRevocation(context, claims.subject);
  await revokeSessions(context, sessions, "session_ended");
}

/** Revokes one access token; one that is dead already is no event. */
async function endToken(context: RevokeContext, token: string, claims: SignedClaims): Promise<void> {
  const { auth, demoClients } = context.services;
  const verification = await auth.verify(token, { maxStalenessMs: 0 });
  if (!verification.ok && (verification.code !== "token_invalid" || (await isOfBannedKey(context, claims)))) return;
  await countRevocation(context, claims.subject);
  await auth.revoke(claims);
  if (!verification.ok) return;
  const client = demoClients.get(claims.tokenId);
  const event = { type: "token_revoked", userId: claims.subject, sessionId: claims.sessionId } as const;
  if (client === undefined) await note(context, event);
  else await note({ ...context, client }, { ...event, reason: "trial" });
}

/** Tells whether a banned key signed it: its holder must neither fill the store nor use up an account's revocations. */
async function isOfBannedKey({ services }: RevokeContext, claims: SignedClaims): Promise<boolean> {
  const [by] = await services.auth.revokedBy([claims]);
  return by === "key";
}
