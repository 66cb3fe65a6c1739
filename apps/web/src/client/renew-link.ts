import type { AppRouter } from "@curfew/api";
import type { TRPCLink } from "@trpc/client";
import { observable, type Unsubscribable } from "@trpc/server/observable";
import { asRefusedRenewal } from "./logged-out.ts";
import { reasonOf } from "./sentence.ts";

/** Renews the access token unless that was done since `failedAt`, a time of this machine. */
export type Renew = (failedAt: number) => Promise<void>;

/**
 * A call that fails because the access token has expired is made once more with a new one. Each call
 * of a batch is looked at by itself; a token that was revoked is never renewed.
 */
export function renewLink(renew: Renew): TRPCLink<AppRouter> {
  return () =>
    ({ op, next }) =>
      observable((observer) => {
        let attempt: Unsubscribable;
        let isOver = false;
        const start = (onError: (error: unknown, failedAt: number) => void) => {
          const startedAt = Date.now();
          attempt = next(op).subscribe({
            next: (value) => observer.next(value),
            error: (error) => onError(error, startedAt),
            complete: () => observer.complete(),
          });
        };
        const fail = (error: unknown) => observer.error(error as Parameters<typeof observer.error>[0]);
        start((error, startedAt) => {
          if (reasonOf(error) !== "token_expired") return fail(error);
          renew(startedAt).then(
            () => isOver || start(fail),
            (cause) => fail(asRefusedRenewal(cause)),
          );
        });
        return () => {
          isOver = true;
          attempt.unsubscribe();
        };
      });
}
