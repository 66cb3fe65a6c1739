import { ApiError } from "../errors/api-error.ts";
import { presentedClaims, type SessionContext } from "./end.ts";

/** The part of a request in which a page names its session. */
interface PageContext extends SessionContext {
  /** The session that the page was rendered for; null if it doesn't say. */
  readonly pageSessionId: string | null;
}

/**
 * Refuses a call of a page that was rendered for another session than the one whose cookies come along now.
 * Throws `session_changed`. A request that presents no session of ours acts for nobody, and passes.
 */
export async function assertSameSession(context: PageContext): Promise<void> {
  const { pageSessionId } = context;
  if (pageSessionId === null) return;
  const claims = await presentedClaims(context);
  if (claims.some(({ sessionId }) => sessionId !== pageSessionId)) throw new ApiError("session_changed");
}
