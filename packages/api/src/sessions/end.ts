import type { Credential } from "@curfew/http";
import type { Event } from "../audit/events.ts";
import { type AuditContext, noteAll } from "../audit/note.ts";
import type { RevocationServices } from "./pending-revocation.ts";

/** The part of a request that ending sessions needs. */
export interface SessionContext extends AuditContext {
  readonly services: AuditContext["services"] & RevocationServices;
  readonly credential: Credential;
}

/** A session that can be ended. */
export interface LiveSession {
  readonly id: string;
  readonly userId: string;
  /** Its absolute end. */
  readonly expiresAt: Date;
}

/** A session that is to end, and the event that is recorded. */
export interface SessionEnding extends LiveSession {
  readonly type: Event;
}

export function revokeSessions(context: SessionContext, sessions: readonly LiveSession[], type: Event): Promise<void> {
  return endAll(context, endingsOf(sessions, type));
}

/**
 * Ends sessions: in force for every instance when the first step is done, then off the list, then noted.
 * If the blacklist refuses, none has ended. What had ended before is not noted again: one old token,
 * presented over and over, would fill a trail.
 */
export async function endAll(context: SessionContext, endings: readonly SessionEnding[]): Promise<void> {
  const ended = await endUnnoted(context, endings);
  const news = endings.filter(({ id }) => ended.has(id));
  if (news.length === 0) return;
  await noteAll(
    context,
    news.map(({ type, userId, id: sessionId }) => ({ type, userId, sessionId })),
  );
}

/** Ends sessions without recording it. Resolves with the ids of those that had not ended before. */
export async function endUnnoted(
  { services }: SessionContext,
  sessions: readonly LiveSession[],
): Promise<ReadonlySet<string>> {
  if (sessions.length === 0) return new Set();
  await services.auth.revokeSessions(sessions);
  const ids = sessions.map(({ id }) => id);
  return new Set(await services.database.sessions.end(ids, services.clock()));
}

export function endingsOf(sessions: readonly LiveSession[], type: Event): SessionEnding[] {
  return sessions.map(({ id, userId, expiresAt }) => ({ id, userId, expiresAt, type }));
}
