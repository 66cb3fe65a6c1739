import type { AppRouter } from "@curfew/api";
import type { TRPCLink } from "@trpc/client";
import { observable, type Unsubscribable } from "@trpc/server/observable";
import { reasonOf } from "./error-messages.ts";
import { asLoggedOut, isTokenRefused } from "./is-logged-out.ts";
import { lastRenewal, type Renew } from "./renewal.ts";

/**
 * Makes a call whose token is refused once more with a new one. Nobody counts as logged out whose refresh token
 * was not tried: only a renewal that is refused says so, or a new token that is refused for more than its age.
 * Each call of a batch is looked at by itself.
 */
export function renewLink(renew: Renew): TRPCLink<AppRouter> {
  return () =>
    ({ op, next }) =>
      observable((observer) => {
        let call: Unsubscribable;
        let isOver = false;
        const fail = (error: unknown) => observer.error(error as Parameters<typeof observer.error>[0]);
        const attempt = (onRefused: (error: unknown) => void) => {
          call = next(op).subscribe({
            next: (value) => observer.next(value),
            error: (error) => (isTokenRefused(error) ? onRefused(error) : fail(error)),
            complete: () => observer.complete(),
          });
        };
        const tryAgain = (isOurs: boolean) => {
          // What another tab has renewed may be refused too: then it is renewed in earnest.
          if (!isOver) attempt((error) => (isOurs ? fail(judgeAnew(error)) : renewed(null)));
        };
        const renewed = (last: string | null) => {
          renew(last).then(tryAgain, (cause) => fail(isTokenRefused(cause) ? asLoggedOut(cause) : cause));
        };
        const last = lastRenewal();
        attempt(() => renewed(last));
        return () => {
          isOver = true;
          call.unsubscribe();
        };
      });
}

/** A new token that is too old already was too short-lived for the way. Everything else speaks of the session. */
function judgeAnew(error: unknown): unknown {
  return reasonOf(error) === "token_expired" ? error : asLoggedOut(error);
}
