import type { Claims } from "@curfew/auth";
import type { Actor, Context } from "../context.ts";
import type { Event } from "./events.ts";

export interface Entry {
  readonly type: Event;
  /** Whom it befell; null if that is nobody we know. */
  readonly userId: string | null;
  /** The session it befell; of what was done to an account, the session it was done from. */
  readonly sessionId?: string;
  readonly reason?: string;
  /** How many sessions it ended, if it stands for more than one. */
  readonly count?: number;
  /** Of a session that somebody ended: the user agent it was of. */
  readonly detail?: string | null;
}

type Circumstances = Pick<Context, "services" | "client" | "actor"> & { readonly claims?: Claims };

/** Notes what happened, at the hands of this request's client. */
export function note(context: Circumstances, entry: Entry): Promise<void> {
  return noteAll(context, [entry]);
}

/**
 * Notes all of it at once: a thousand sessions may end together. What happened stands whether or not it
 * could be noted, so a failure here is for the log and fails no call.
 */
export async function noteAll(context: Circumstances, entries: readonly Entry[]): Promise<void> {
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

/** What somebody does who has shown neither a password nor a token that nobody else may have. */
const BY_NOBODY_KNOWN: ReadonlySet<Event> = new Set(["login_refused", "refresh_reused", "refresh_unissued"]);

/** Who did it: whoever is logged in, else whom it befell, by the token or password that they showed. */
function actorOf({ actor, claims }: Circumstances, { type, userId, sessionId }: Entry): Actor | null {
  if (actor !== null) return actor;
  if (claims !== undefined) return { userId: claims.subject, sessionId: claims.sessionId };
  return userId === null || BY_NOBODY_KNOWN.has(type) ? null : { userId, sessionId: sessionId ?? null };
}
