import type { Refresh, TokenPair } from "@curfew/auth";
import { type AuditContext, note } from "../audit/note.ts";
import { ApiError } from "../errors/api-error.ts";
import { rejectionOf } from "./fate.ts";
import type { RevocationServices } from "./pending-revocation.ts";

/** The part of a request that exchanging a refresh token needs. */
export interface RefreshContext extends AuditContext {
  readonly services: AuditContext["services"] & RevocationServices;
  /** The session that the calling page was rendered for; null if it doesn't say. */
  readonly pageSessionId: string | null;
}

/** Exchanges a refresh token for the next pair. Rejects with the reason why it is refused. */
export async function refreshTokens(context: RefreshContext, token: string): Promise<TokenPair> {
  const { auth, database, clock } = context.services;
  const rotation = await auth.rotate(token, database.sessions.ledger(clock(), context.client));
  if (!rotation.ok) throw await refused(context, rotation);
  return rotation.pair;
}

async function refused(context: RefreshContext, refusal: Extract<Refresh, { ok: false }>): Promise<ApiError> {
  if (refusal.code === "too_many_refreshes") {
    return new ApiError("too_many_attempts", { retryAfterSeconds: refusal.retryAfterSeconds });
  }
  if (refusal.code === "token_revoked") await noteMisuse(context, refusal);
  return rejectionOf(context, refusal);
}

/** Records what a revoked refresh token tells: a used one was copied; one never issued, the signing key was. */
async function noteMisuse(
  context: RefreshContext,
  { claims, by }: Extract<Refresh, { code: "token_revoked" }>,
): Promise<void> {
  const { subject: userId, sessionId } = claims;
  if (by === "unissued") await note(context, { type: "refresh_unissued", userId, sessionId });
  if (by !== "reused") return;
  await note(context, { type: "refresh_reused", userId, sessionId });
  const { database, clock } = context.services;
  await database.sessions.end([sessionId], clock());
}
