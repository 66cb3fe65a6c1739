import type { Rejection } from "@curfew/http";
import type { Database, SessionFate } from "../database.ts";
import { ApiError } from "../errors/api-error.ts";
import type { Ended } from "../errors/table.ts";

type Revoked = Extract<Rejection, { code: "token_revoked" }>;

/**
 * Says how a session ended. A password change ends all sessions of a subject but the one it was made from, which goes on with
 * other tokens. Which one that is only the list of sessions tells: null for it.
 */
export function howItEnded(by: Revoked["by"], fate: SessionFate | undefined): Ended | null {
  if (by === "generation") return "everything_ended";
  if (by === "subject" && fate !== undefined && !fate.hasEnded) return null;
  return fate?.isSuspended ? "account_suspended" : "session_ended";
}

interface PageRequest {
  readonly services: { readonly database: Database };
  readonly pageSessionId: string | null;
}

/**
 * Says why a token is refused. The page that was rendered for its session is told too how that ended, if that is known:
 * a page that slept through the end has heard nothing else.
 */
export async function rejectionOf({ services, pageSessionId }: PageRequest, rejection: Rejection): Promise<ApiError> {
  if (rejection.code === "cookie_ambiguous") return new ApiError(rejection.code, { cookie: rejection.cookie });
  if (rejection.code !== "token_revoked" || rejection.claims.sessionId !== pageSessionId) {
    return new ApiError(rejection.code);
  }
  const ended = await ending(services.database, rejection);
  return new ApiError("token_revoked", ended === null ? {} : { ended });
}

/** Null for a token that was revoked alone, and while the database can't tell. */
async function ending(database: Database, { claims, by }: Revoked): Promise<Ended | null> {
  if (by === "token") return null;
  if (by === "generation") return howItEnded(by, undefined);
  try {
    const [fate] = await database.sessions.fates([claims.sessionId]);
    return howItEnded(by, fate);
  } catch {
    return null;
  }
}
