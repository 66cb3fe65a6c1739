import type { SignedClaims } from "@curfew/auth";
import { noteAll } from "../account/audit.ts";
import type { Event } from "../account/events.ts";
import type { Context } from "../context.ts";

/** A session as one that ends it has to know it. */
export interface Endable {
  readonly id: string;
  readonly userId: string;
  /** Its absolute end. */
  readonly expiresAt: Date;
}

/** A session that is to end, and as what that is noted. */
export interface Ending extends Endable {
  readonly type: Event;
}

export function endSessions(context: Context, sessions: readonly Endable[], type: Event): Promise<void> {
  return endAll(context, endingsOf(sessions, type));
}

/**
 * Ends sessions: in force for every instance when the first step is done, then off the list, then noted.
 * If the blacklist refuses, none has ended. What had ended before is not noted again: one old token,
 * presented over and over, would fill a trail.
 */
export async function endAll(context: Context, endings: readonly Ending[]): Promise<void> {
  const { auth, database, clock } = context.parts;
  if (endings.length === 0) return;
  await auth.endSessions(endings);
  const ids = endings.map(({ id }) => id);
  const ended = new Set(await database.sessions.end(ids, clock()));
  const news = endings.filter(({ id }) => ended.has(id));
  await noteAll(
    context,
    news.map(({ type, userId, id: sessionId }) => ({ type, userId, sessionId })),
  );
}

export function endingsOf(sessions: readonly Endable[], type: Event): Ending[] {
  return sessions.map(({ id, userId, expiresAt }) => ({ id, userId, expiresAt, type }));
}

/** The session of a token of ours. */
export function sessionOf({ sessionId, subject, sessionExpiresAt }: SignedClaims): Endable {
  return { id: sessionId, userId: subject, expiresAt: sessionExpiresAt };
}

/** Every session whose token the request presents, expired or not: a pair of cookies may be of two. */
export async function presentedSessions({ parts, credential }: Context): Promise<Endable[]> {
  const tokens = credential.kind === "bearer" ? [credential.token] : [...credential.access, ...credential.refresh];
  const claims = await Promise.all(tokens.map((token) => (token === null ? null : parts.auth.read(token))));
  const sessions = claims.flatMap((found) => (found === null ? [] : [sessionOf(found)]));
  return [...new Map(sessions.map((session) => [session.id, session])).values()];
}

/** What a login in this browser replaces: it ends, so that no session lives on without anyone holding it. */
export async function replaced(context: Context): Promise<Ending[]> {
  if (context.credential.kind === "bearer") return [];
  return endingsOf(await presentedSessions(context), "session_replaced");
}
