import { TRPCClientError, type TRPCLink } from "@trpc/client";
import type { AnyRouter } from "@trpc/server";
import { observable } from "@trpc/server/observable";

export interface DeadlineLinkOptions {
  /** How long a call may take in all: waiting for its turn, renewing the session and trying again included. */
  readonly timeoutMs: number;
}

/**
 * Fails a call that has no answer in time, and lets go of its request. Streams may last.
 *
 * @example
 * const links = [deadlineLink({ timeoutMs: 15_000 }), httpBatchLink({ url: "https://app.example/trpc" })];
 * const client = createTRPCClient({ links });
 */
export function deadlineLink<Router extends AnyRouter>({ timeoutMs }: DeadlineLinkOptions): TRPCLink<Router> {
  return () =>
    ({ op, next }) => {
      if (op.type === "subscription") return next(op);
      return observable((observer) => {
        const call = next(op).subscribe(observer);
        const timer = setTimeout(() => {
          call.unsubscribe();
          observer.error(TRPCClientError.from(new DOMException("No answer in time", "TimeoutError")));
        }, timeoutMs);
        return () => {
          clearTimeout(timer);
          call.unsubscribe();
        };
      });
    };
}
