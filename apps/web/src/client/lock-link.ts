import type { AppRouter } from "@curfew/api";
import type { TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";

const NAME = "curfew.session";

/** The calls whose answers set or clear the session's cookies. */
const COOKIE_CALLS = new Set([
  ...["auth.login", "auth.signup", "auth.logout", "sessions.revokeAll"],
  ...["account.changePassword", "account.delete"],
]);

/**
 * Whatever sets or clears the session's cookies runs one at a time in all tabs of a browser, so that
 * the late answer of one can't undo another (Web Locks API).
 */
export function withSessionLock<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks.request(NAME, work);
}

/** Runs those calls under the lock, each attempt by itself: one that has to wait for a renewal lets go of it. */
export const lockLink: TRPCLink<AppRouter> = () => {
  return ({ op, next }) => {
    if (!COOKIE_CALLS.has(op.path)) return next(op);
    return observable((observer) => {
      const gone = new AbortController();
      const call = () => {
        const { promise, resolve } = Promise.withResolvers<void>();
        const settled = next(op).subscribe({
          next: (value) => observer.next(value),
          error: (error) => {
            observer.error(error);
            resolve();
          },
          complete: () => {
            observer.complete();
            resolve();
          },
        });
        gone.signal.addEventListener("abort", () => {
          settled.unsubscribe();
          resolve();
        });
        return promise;
      };
      void navigator.locks.request(NAME, { signal: gone.signal }, call).catch(() => {});
      return () => gone.abort();
    });
  };
};
