import type { SignedClaims } from "@curfew/auth";
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

/** Returns the session that a token of ours names. */
function sessionOf({ sessionId, subject, sessionExpiresAt }: SignedClaims): LiveSession {
  return { id: sessionId, userId: subject, expiresAt: sessionExpiresAt };
}

/**
 * Read once for each request, however many calls it batches: a forged token costs the check of its signature each time.
 */
const presented = new WeakMap<Credential, Promise<SignedClaims[]>>();

/**
 * Claims of every session whose token the request presents, expired or not, one for each: a pair of cookies may be
 * of two. However long a token was made to live, its session can be ended with it.
 */
export function presentedClaims(context: SessionContext): Promise<SignedClaims[]> {
  const claims = presented.get(context.credential) ?? readPresented(context);
  presented.set(context.credential, claims);
  return claims;
}

async function readPresented({ services, credential }: SessionContext): Promise<SignedClaims[]> {
  const tokens = credential.kind === "bearer" ? [credential.token] : [...credential.access, ...credential.refresh];
  const claims = await Promise.all(
    tokens.map((token) => (token === null ? null : services.auth.verifySignature(token))),
  );
  const found = claims.filter((each) => each !== null);
  return [...new Map(found.map((each) => [each.sessionId, each])).values()];
}

/**
 * Picks the sessions that nothing has ended yet, their own age included: to end one that is over would write for
 * nothing, as often as somebody presents its token. One that an epoch has ended may go on under a later one.
 */
export async function unended(
  { services: { auth, clock } }: SessionContext,
  claims: readonly SignedClaims[],
): Promise<LiveSession[]> {
  const now = clock();
  const current = claims.filter(({ sessionExpiresAt }) => sessionExpiresAt > now);
  if (current.length === 0) return [];
  const endings = await auth.revokedBy(current);
  return current.filter((_, i) => endings[i] === null || endings[i] === "subject").map(sessionOf);
}

/** Lists the sessions that a login in this browser replaces: they end, so that none lives on in no one's hands. */
export async function replaced(context: SessionContext): Promise<SessionEnding[]> {
  if (context.credential.kind === "bearer") return [];
  return endingsOf(await unended(context, await presentedClaims(context)), "session_replaced");
}
