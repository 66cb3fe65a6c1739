import type { AppRouter } from "@curfew/api";
import type { TRPCLink } from "@trpc/client";
import { observable, type Unsubscribable } from "@trpc/server/observable";
import { withSessionLock } from "./lock.ts";

/** The calls whose answers set or clear the session's cookies. */
const COOKIE_CALLS = new Set([
  ...["auth.login", "auth.signup", "auth.logout", "sessions.revokeAll"],
  ...["account.changePassword", "account.delete"],
]);

/** Runs those calls under the lock, each attempt by itself: one that has to wait for a renewal lets go of it. */
export const lockLink: TRPCLink<AppRouter> = () => {
  return ({ op, next }) => {
    if (!COOKIE_CALLS.has(op.path)) return next(op);
    return observable((observer) => {
      const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
      let call: Unsubscribable | undefined;
      let isOver = false;
      void withSessionLock(() => {
        if (isOver) return settled;
        call = next(op).subscribe({
          next: (value) => observer.next(value),
          error(error) {
            observer.error(error);
            settle();
          },
          complete() {
            observer.complete();
            settle();
          },
        });
        return settled;
      });
      return () => {
        isOver = true;
        call?.unsubscribe();
        settle();
      };
    });
  };
};
