import type { Context, Parts } from "../context.ts";
import type { ClientMark } from "../ports.ts";

/** Everything the audit trail knows of. */
export type Event =
  | "signup"
  | "login"
  | "login_refused"
  | "logout"
  | "refresh_reused"
  | "token_revoked"
  | "session_ended"
  | "session_replaced"
  | "all_sessions_ended"
  | "password_changed"
  | "password_refused"
  | "account_deleted"
  | "account_suspended"
  | "account_restored"
  | "everything_ended";

export interface Entry {
  readonly type: Event;
  readonly userId: string | null;
  readonly sessionId?: string | null;
  readonly reason?: string;
}

/**
 * Notes what happened, at the hands of this request's client. What happened stands whether or not it
 * could be noted, so a failure here is for the log and fails no call.
 */
export function note({ parts, client }: Context, entry: Entry): Promise<void> {
  return record(parts, client, entry);
}

/** The same for what nobody asked for just now. */
export async function record(parts: Parts, client: ClientMark, entry: Entry): Promise<void> {
  const { type, userId, sessionId = null, reason = null } = entry;
  const { userAgent, address } = client;
  const event = { at: parts.clock(), type, userId, sessionId, reason, userAgent, address };
  await parts.database.audit.record(event).catch((error: unknown) => parts.report({ path: `audit ${type}`, error }));
}
