import type { AppRouter } from "@curfew/api";
import { TRPCClientError, type TRPCLink } from "@trpc/client";
import { observable } from "@trpc/server/observable";

/** How long a call may take in all: waiting for its turn, renewing the login and trying again included. */
const DEADLINE_MS = 15_000;

/** Fails a call that has no answer in time, and lets go of its request. Streams may last. */
export const deadlineLink: TRPCLink<AppRouter> = () => {
  return ({ op, next }) => {
    if (op.type === "subscription") return next(op);
    return observable((observer) => {
      const call = next(op).subscribe(observer);
      const timer = setTimeout(() => {
        call.unsubscribe();
        observer.error(TRPCClientError.from(new DOMException("No answer in time", "TimeoutError")));
      }, DEADLINE_MS);
      return () => {
        clearTimeout(timer);
        call.unsubscribe();
      };
    });
  };
};
