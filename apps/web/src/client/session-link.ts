import type { AppRouter } from "@curfew/api";
import type { TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";
import { leaveAsOver, reload } from "./leave.ts";
import { isLoggedOut } from "./logged-out.ts";
import { reasonOf } from "./sentence.ts";

/**
 * Lets no page outlive its session: the first call that shows that it is over leaves the page, and one that
 * shows that another login has taken its place loads it anew, for whoever that is.
 */
export const sessionLink: TRPCLink<AppRouter> = () => {
  return ({ op, next }) =>
    observable((observer) =>
      next(op).subscribe({
        next: (value) => observer.next(value),
        error(error) {
          judge(error);
          observer.error(error);
        },
        complete: () => observer.complete(),
      }),
    );
};

function judge(error: unknown): void {
  if (reasonOf(error) === "session_changed") reload();
  else if (isLoggedOut(error)) leaveAsOver(reasonOf(error) === "token_revoked" ? "elsewhere" : "expired");
}
