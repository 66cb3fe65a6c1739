import type { SignedClaims } from "@curfew/auth";
import type { Credential } from "@curfew/http";
import { ApiError } from "../errors/api-error.ts";
import { endingsOf, type LiveSession, type SessionContext, type SessionEnding } from "./end.ts";

/** Returns the session that a token of ours names. */
function sessionOf({ sessionId, subject, sessionExpiresAt }: SignedClaims): LiveSession {
  return { id: sessionId, userId: subject, expiresAt: sessionExpiresAt };
}

/** Claims that were read for a request: once, however many calls it batches, for each check of a signature costs. */
const presented = new WeakMap<Credential, Promise<SignedClaims[]>>();

/**
 * Reads the claims of every session whose token the request presents, expired or not, one for each: a pair of cookies may be
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
 * nothing, as often as its token is presented. One that an epoch has ended may go on under a later one.
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

/** The part of a request in which a page names its session. */
interface PageContext extends SessionContext {
  /** The session that the page was rendered for; null if it doesn't say. */
  readonly pageSessionId: string | null;
}

/**
 * Refuses a call of a page that was rendered for another session than the one whose cookies come along now.
 * Throws `session_changed`. A request that presents no session of ours passes.
 */
export async function assertSameSession(context: PageContext): Promise<void> {
  const { pageSessionId } = context;
  if (pageSessionId === null) return;
  const claims = await presentedClaims(context);
  if (claims.some(({ sessionId }) => sessionId !== pageSessionId)) throw new ApiError("session_changed");
}
