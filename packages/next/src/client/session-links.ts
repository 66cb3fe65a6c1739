import { deadlineLink, lockLink, type Renewal, renewLink, type TabLock } from "@curfew/trpc/client";
import type { TRPCLink } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { observable } from "@trpc/server/observable";

export interface SessionLinksOptions<Renewed> {
  readonly lock: TabLock;
  readonly renewal: Renewal<Renewed>;
  /** Calls what exchanges the refresh cookie, by a client without these links. */
  readonly refresh: () => Promise<Renewed>;
  /** Paths of the procedures whose answers set or clear the session's cookies. */
  readonly cookieProcedures: readonly string[];
  /** How long a call may take in all, milliseconds. Default 15,000. */
  readonly timeoutMs?: number;
  /** Told of each failure of a call, when no renewal could help: a page leaves if `isLoggedOut` says so. */
  readonly onError?: (error: unknown) => void;
}

/**
 * Gives the links of a client whose session is kept in cookies, in their order, to stand before the one that sends: a
 * deadline, renewal of the session, and one tab at a time for what sets or clears its cookies.
 *
 * @example
 * const lock = createTabLock({ name: "app.session" }); // of `@curfew/trpc/client`
 * const renewal = createRenewal({ lock, storageKey: "app.renewal" });
 * const refresh = () => fetch("/api/session", { method: "POST" });
 * const links = sessionLinks({ lock, renewal, refresh, cookieProcedures: [] });
 * const client = createTRPCClient({ links: [...links, httpBatchLink({ url: "/api/trpc" })] });
 */
export function sessionLinks<Router extends AnyRouter, Renewed>(
  options: SessionLinksOptions<Renewed>,
): TRPCLink<Router>[] {
  const { lock, renewal, refresh, cookieProcedures: procedures, timeoutMs = 15_000, onError } = options;
  return [
    ...(onError === undefined ? [] : [errorLink<Router>(onError)]),
    deadlineLink({ timeoutMs }),
    renewLink({ renewal, refresh }),
    lockLink({ lock, procedures }),
  ];
}

function errorLink<Router extends AnyRouter>(onError: (error: unknown) => void): TRPCLink<Router> {
  return () =>
    ({ op, next }) =>
      observable((observer) =>
        next(op).subscribe({
          next: (value) => observer.next(value),
          error(error) {
            onError(error);
            observer.error(error);
          },
          complete: () => observer.complete(),
        }),
      );
}
