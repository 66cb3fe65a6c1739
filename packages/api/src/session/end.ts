import type { SignedClaims } from "@curfew/auth";
import { type Event, note } from "../account/audit.ts";
import type { Context } from "../context.ts";

/** A session as one that ends it has to know it. */
export interface Endable {
  readonly id: string;
  readonly userId: string;
  /** Its absolute end. */
  readonly expiresAt: Date;
}

/** Ends sessions: in force for every instance when the first step is done, then off the list, then noted. */
export async function endSessions(context: Context, sessions: readonly Endable[], type: Event): Promise<void> {
  const { auth, database, clock } = context.parts;
  if (sessions.length === 0) return;
  await auth.endSessions(sessions);
  await database.sessions.end(
    sessions.map(({ id }) => id),
    clock(),
  );
  for (const { id, userId } of sessions) await note(context, { type, userId, sessionId: id });
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

/** Ends what a login in this browser replaces, so that no session lives on without anyone holding it. */
export async function endReplaced(context: Context): Promise<void> {
  if (context.credential.kind === "bearer") return;
  await endSessions(context, await presentedSessions(context), "session_replaced");
}
