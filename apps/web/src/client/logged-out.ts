import { reasonOf } from "./sentence.ts";

/** Errors that came of trying to renew. */
const refusedRenewals = new WeakSet<object>();

/** Remembers that this is what a renewal failed with, and not just a call. */
export function asRefusedRenewal(error: unknown): unknown {
  if (typeof error === "object" && error !== null) refusedRenewals.add(error);
  return error;
}

/**
 * Whether the caller's login is over, or never was. A call's own `token_expired` doesn't say so: a
 * short-lived token may have expired once more on the way. Only a renewal refused for it does.
 */
export function isLoggedOut(error: unknown): boolean {
  switch (reasonOf(error)) {
    case "token_missing":
    case "token_invalid":
    case "token_revoked":
      return true;
    case "token_expired":
      return refusedRenewals.has(error as object);
    default:
      return false;
  }
}
