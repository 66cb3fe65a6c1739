import type { Claims, Clock } from "@curfew/auth";
import type { AuditTrail, ClientMetadata } from "../database.ts";
import type { Event } from "./events.ts";

/** The one who does something. */
export interface Actor {
  readonly userId: string;
  /** The session it is done from. */
  readonly sessionId: string | null;
}

/** The part of a request that the audit trail needs. */
export interface AuditContext {
  readonly services: {
    readonly database: { readonly audit: AuditTrail };
    readonly clock: Clock;
    /** Returns the id under which the log has the request; null where there is none. */
    readonly requestId: () => string | null;
    readonly observer: { happened(event: Event): void };
    readonly report: (problem: { readonly path: string; readonly error: unknown }) => void;
  };
  readonly client: ClientMetadata;
  /** The one who acts, where neither a live token nor the entry tells. */
  readonly actor: Actor | null;
  /** Claims of the caller's live token. */
  readonly claims?: Claims;
}

export interface Entry {
  readonly type: Event;
  /** The account it happened to; null if that is not known. */
  readonly userId: string | null;
  /** The session it happened to; if it happened to an account, the session it was done from. */
  readonly sessionId?: string;
  readonly reason?: string;
  /** The number of sessions it ended, if it stands for more than one. */
  readonly count?: number;
  /** The user agent of a session that was ended. */
  readonly detail?: string | null;
}

/** Records what a request's client did. */
export function note(context: AuditContext, entry: Entry): Promise<void> {
  return noteAll(context, [entry]);
}

/**
 * Records several events at once: a thousand sessions may end together. What happened stands whether or not it
 * could be recorded, so a failure here is reported and fails no call.
 */
export async function noteAll(context: AuditContext, entries: readonly Entry[]): Promise<void> {
  const { services, client } = context;
  const { userAgent, address } = client;
  const [at, requestId] = [services.clock(), services.requestId()];
  const events = entries.map((entry) => {
    const { type, userId, sessionId = null, reason = null, count = null, detail = null } = entry;
    services.observer.happened(type);
    const actor = actorOf(context, entry);
    const by = { actorId: actor?.userId ?? null, actorSessionId: actor?.sessionId ?? null, requestId };
    return { at, type, userId, sessionId, reason, count, detail, ...by, userAgent, address };
  });
  const path = `audit ${[...new Set(entries.map(({ type }) => type))].join(", ")}`;
  await services.database.audit.record(events).catch((error: unknown) => services.report({ path, error }));
}

/** Events whose author has proved nothing: neither a password nor a token that is theirs alone. */
const BY_NOBODY_KNOWN: ReadonlySet<Event> = new Set(["login_refused", "refresh_reused", "refresh_unissued"]);

/** Returns the one who did it: the caller, if logged in, else the account whose token or password was presented. */
function actorOf({ actor, claims }: AuditContext, { type, userId, sessionId }: Entry): Actor | null {
  if (actor !== null) return actor;
  if (claims !== undefined) return { userId: claims.subject, sessionId: claims.sessionId };
  return userId === null || BY_NOBODY_KNOWN.has(type) ? null : { userId, sessionId: sessionId ?? null };
}
