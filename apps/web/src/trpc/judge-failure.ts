import { isLoggedOut } from "@curfew/trpc/client";
import { cookieInTheWay, endedOf, reasonOf } from "./error-messages.ts";
import { type LogoutReason, logoutReasonAfter } from "./logout-reason.ts";
import { leaveAsOver, reload } from "./redirect-to-login.ts";

/**
 * Lets no page outlive its session: the first call that shows that it is over leaves the page, and one that shows that
 * another login has taken its place loads it anew, for that user.
 */
export function judgeFailure(error: unknown): void {
  if (reasonOf(error) === "session_changed") reload();
  else if (isLoggedOut(error)) leaveAsOver(logoutReasonFor(error));
}

function logoutReasonFor(error: unknown): LogoutReason {
  const cookie = cookieInTheWay(error);
  if (cookie !== null) return `cookie:${cookie}`;
  const ended = endedOf(error);
  if (ended !== null) return logoutReasonAfter(ended);
  return reasonOf(error) === "token_revoked" ? "elsewhere" : "expired";
}
