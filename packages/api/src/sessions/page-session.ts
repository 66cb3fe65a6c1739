import type { Context } from "../context.ts";
import { ApiError } from "../errors/api-error.ts";
import { presentedClaims } from "./end.ts";

/**
 * Refuses a call of a page that was rendered for another session than the one whose cookies come along now.
 * Throws `session_changed`. A request that presents no session of ours acts for nobody, and passes.
 */
export async function assertSameSession(context: Context): Promise<void> {
  const { pageSessionId } = context;
  if (pageSessionId === null) return;
  const claims = await presentedClaims(context);
  if (claims.some(({ sessionId }) => sessionId !== pageSessionId)) throw new ApiError("session_changed");
}
