import type { Context } from "../context.ts";
import type { Event } from "./events.ts";

export interface Entry {
  readonly type: Event;
  /** Whom it happened to; null if that is nobody we know. */
  readonly userId: string | null;
  /** The session it happened to; of what was done to an account, the session it was done from. */
  readonly sessionId?: string;
  readonly reason?: string;
}

/** Notes what happened, at the hands of this request's client. */
export function note(context: Context, entry: Entry): Promise<void> {
  return noteAll(context, [entry]);
}

/**
 * Notes all of it at once: a thousand sessions may end together. What happened stands whether or not it
 * could be noted, so a failure here is for the log and fails no call.
 */
export async function noteAll({ parts, client }: Context, entries: readonly Entry[]): Promise<void> {
  const at = parts.clock();
  const { userAgent, address } = client;
  const events = entries.map(({ type, userId, sessionId = null, reason = null }) => {
    parts.observer.happened(type);
    return { at, type, userId, sessionId, reason, userAgent, address };
  });
  const path = `audit ${[...new Set(entries.map(({ type }) => type))].join(", ")}`;
  await parts.database.audit.record(events).catch((error: unknown) => parts.report({ path, error }));
}
