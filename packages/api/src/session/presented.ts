import type { SignedClaims } from "@curfew/auth";
import type { Context } from "../context.ts";
import { Failure } from "../errors/failure.ts";

/** Reads every token of ours that the request presents, expired or not: a pair of cookies may be of two sessions. */
async function presentedClaims({ parts, credential }: Context): Promise<SignedClaims[]> {
  const tokens = credential.kind === "bearer" ? [credential.token] : [...credential.access, ...credential.refresh];
  const claims = await Promise.all(tokens.map((token) => (token === null ? null : parts.auth.read(token))));
  return claims.filter((found) => found !== null);
}

/**
 * Refuses a call of a page that was rendered for another session than the one whose cookies come along now.
 * Throws `session_changed`. A request that presents no session of ours acts for nobody, and passes.
 */
export async function assertSameSession(context: Context): Promise<void> {
  const { pageSessionId } = context;
  if (pageSessionId === null) return;
  const claims = await presentedClaims(context);
  if (claims.some(({ sessionId }) => sessionId !== pageSessionId)) throw new Failure("session_changed");
}
