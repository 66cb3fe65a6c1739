import type { AppRouter } from "@curfew/api";
import { TRPCClientError } from "@trpc/client";

type ErrorData = NonNullable<TRPCClientError<AppRouter>["data"]>;
type Reason = NonNullable<ErrorData["reason"]>;

/** Returns why a call failed; null if the server gave no reason that we know. */
export function reasonOf(error: unknown): Reason | null {
  return dataOf(error)?.reason ?? null;
}

/** Returns how this page's session has ended, if a refused call says so. */
export function endedOf(error: unknown): NonNullable<ErrorData["ended"]> | null {
  return dataOf(error)?.ended ?? null;
}

/** Returns true if a call failed because its subject is gone. */
export function isGone(error: unknown): boolean {
  return dataOf(error)?.code === "NOT_FOUND";
}

/** Returns what the server says of each field of the input. */
export function fieldsOf(error: unknown): Readonly<Record<string, readonly string[]>> {
  return dataOf(error)?.fields ?? {};
}

/** Tells a person what went wrong and what to do about it. */
export function errorMessage(error: unknown): string {
  const data = dataOf(error);
  if (data === null || !(error instanceof TRPCClientError))
    return "We couldn’t reach the server. Check your connection and try again.";
  if (data.cookie !== undefined) return cookieSentence(data.cookie);
  const wait = waitOf(data.retryAfterSeconds);
  switch (data.reason) {
    case "credentials_invalid":
    case "password_wrong":
    case "email_taken":
    case "input_invalid":
    case "session_changed":
    case "not_found":
      return error.message;
    case "too_many_attempts":
      return `Too many attempts. Try again ${wait}.`;
    case "blacklist_unavailable":
    case "database_unavailable":
      return `We can’t verify sessions right now, so access is paused for everyone. Try again ${wait}.`;
    case "origin_refused":
      return addressSentence(data.origin);
    case "role_required":
      return "Administrators only.";
    case "token_missing":
    case "token_invalid":
    case "token_expired":
    case "token_revoked":
      return "You’re no longer logged in.";
    case "procedure_unknown":
    case null:
      return "Something went wrong. Try again in a moment.";
  }
}

/** Names the cookie that another app on this host has put beside ours. */
export function cookieSentence(name: string): string {
  return `Another app on this host has set a cookie named ${name}, which stands in the way. Delete this site’s cookies and log in again.`;
}

/** Says where the app is to be opened. */
export function addressSentence(origin = "its own address"): string {
  return `This page was opened at a different address than the app’s own. Open it at ${origin} and try again.`;
}

/** Returns the name of another app's cookie that hides ours; null if there is none. */
export function cookieInTheWay(error: unknown): string | null {
  return dataOf(error)?.cookie ?? null;
}

/** Says what went wrong with a login or sign-up: there is no session to verify. */
export function loginSentenceFor(error: unknown): string {
  return isUnavailable(error)
    ? "Logging in isn’t possible right now. Try again in a few seconds."
    : errorMessage(error);
}

/** Says what went wrong with a call that ends sessions: one that was not answered may have ended them all the same. */
export function endingSentenceFor(error: unknown): string {
  if (!isUnavailable(error)) return errorMessage(error);
  const wait = waitOf(dataOf(error)?.retryAfterSeconds);
  return `This couldn’t be confirmed, but may have happened. Try again ${wait}: doing it twice does no harm.`;
}

/** Returns true if a failed call may have had its effect: it was not answered, or could not be confirmed. */
export function mayHaveHappened(error: unknown): boolean {
  return dataOf(error) === null || isUnavailable(error);
}

/** Tells a person that a logout they asked for can't be counted on. `isLive`: the session is known to go on. */
export function logoutSentenceFor(error: unknown, isLive: boolean): string {
  if (!mayHaveHappened(error)) return `We couldn’t log you out. ${errorMessage(error)}`;
  if (dataOf(error) !== null) return endingSentenceFor(error);
  return isLive
    ? "We couldn’t log you out because the server can’t be reached. You’re still logged in. Check your connection and try again."
    : "The server can’t be reached, so the logout couldn’t be confirmed. You may still be logged in. Check your connection and try again: doing it twice does no harm.";
}

function isUnavailable(error: unknown): boolean {
  const reason = reasonOf(error);
  return reason === "blacklist_unavailable" || reason === "database_unavailable";
}

function dataOf(error: unknown) {
  return error instanceof TRPCClientError ? ((error as TRPCClientError<AppRouter>).data ?? null) : null;
}

function waitOf(seconds: number | undefined): string {
  if (seconds === undefined) return "in a moment";
  if (seconds < 90) return `in ${seconds} second${seconds === 1 ? "" : "s"}`;
  return `in ${Math.ceil(seconds / 60)} minutes`;
}
