import type { TRPCLink } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { observable, type Unsubscribable } from "@trpc/server/observable";
import { asLoggedOut, isTokenRefused, reasonOf } from "./is-logged-out.ts";
import type { Renewal } from "./renewal.ts";

export interface RenewLinkOptions<Renewed> {
  readonly renewal: Renewal<Renewed>;
  /** Calls the procedure that exchanges the refresh cookie, by a client without this link. */
  readonly refresh: () => Promise<Renewed>;
}

/**
 * Repeats a call whose token is refused, once, with a new one. A user counts as logged out only if the renewal is
 * refused, or if the new token is refused for another reason than its age.
 * Each call of a batch is looked at by itself.
 *
 * @example
 * const url = "https://app.example/trpc";
 * const renewal = createRenewal({ lock: createTabLock({ name: "app.session" }), storageKey: "app.renewal" });
 * const bare = createTRPCClient({ links: [httpLink({ url })] });
 * const renew = renewLink({ renewal, refresh: () => bare.refresh.mutate() });
 * const client = createTRPCClient({ links: [renew, httpBatchLink({ url })] });
 */
export function renewLink<Router extends AnyRouter, Renewed>(options: RenewLinkOptions<Renewed>): TRPCLink<Router> {
  const { renewal, refresh } = options;
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
          if (!isOver) attempt((error) => (isOurs ? fail(judgeAnew(error)) : renew(null)));
        };
        const renew = (last: string | null) => {
          renewal
            .renew(refresh, last)
            .then(tryAgain, (cause) => fail(isTokenRefused(cause) ? asLoggedOut(cause) : cause));
        };
        const last = renewal.last();
        attempt(() => renew(last));
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
