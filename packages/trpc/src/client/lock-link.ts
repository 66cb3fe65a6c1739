import type { TRPCLink } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { observable, type Unsubscribable } from "@trpc/server/observable";
import type { TabLock } from "./lock.ts";

export interface LockLinkOptions {
  readonly lock: TabLock;
  /** Paths of the procedures whose answers set or clear the session's cookies. */
  readonly procedures: readonly string[];
}

/**
 * Calls these procedures under the lock, each attempt by itself: one that has to wait for a renewal lets go of it. Put it
 * behind `renewLink`.
 *
 * @example
 * const lock = createTabLock({ name: "app.session" });
 * const links = [lockLink({ lock, procedures: ["login", "logout"] }), httpBatchLink({ url: "https://app.example/trpc" })];
 * const client = createTRPCClient({ links });
 */
export function lockLink<Router extends AnyRouter>({ lock, procedures }: LockLinkOptions): TRPCLink<Router> {
  return () =>
    ({ op, next }) => {
      if (!procedures.includes(op.path)) return next(op);
      return observable((observer) => {
        const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
        let call: Unsubscribable | undefined;
        let isOver = false;
        void lock(() => {
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
}
