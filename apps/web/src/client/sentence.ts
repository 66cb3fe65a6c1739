import type { AppRouter } from "@curfew/api";
import { TRPCClientError } from "@trpc/client";

type Reason = NonNullable<NonNullable<TRPCClientError<AppRouter>["data"]>["reason"]>;

/** Why a call failed; null if the server said nothing we know. */
export function reasonOf(error: unknown): Reason | null {
  return dataOf(error)?.reason ?? null;
}

/** Whether what the call was about isn't there any more. */
export function isGone(error: unknown): boolean {
  return dataOf(error)?.code === "NOT_FOUND";
}

/** What the server says of each field of the input. */
export function fieldsOf(error: unknown): Readonly<Record<string, readonly string[]>> {
  return dataOf(error)?.fields ?? {};
}

/** Tells a person what went wrong and what to do about it. */
export function sentenceFor(error: unknown): string {
  const data = dataOf(error);
  if (data === null) return "We couldn’t reach the server. Check your connection and try again.";
  const wait = waitOf(data.retryAfterSeconds);
  switch (data.reason) {
    case "credentials_invalid":
      return "The email or the password is wrong.";
    case "password_wrong":
      return "That is not your current password.";
    case "too_many_attempts":
      return `Too many attempts. Try again ${wait}.`;
    case "blacklist_unavailable":
    case "database_unavailable":
      return `We can’t tell right now which sessions have ended, so nobody is let in. Try again ${wait}.`;
    case "email_taken":
      return "There is an account with this email already.";
    case "input_invalid":
      return "Something in what you entered isn’t valid.";
    case "origin_refused":
      return "This page was opened under another address than the app’s own. Open it there and try again.";
    case "role_required":
      return "This is for administrators.";
    case "token_missing":
    case "token_invalid":
    case "token_expired":
    case "token_revoked":
      return "You are not logged in any more.";
    case null:
      return "Something went wrong on our side. Try again in a moment.";
  }
}

function dataOf(error: unknown) {
  return error instanceof TRPCClientError ? ((error as TRPCClientError<AppRouter>).data ?? null) : null;
}

function waitOf(seconds: number | undefined): string {
  if (seconds === undefined) return "in a moment";
  if (seconds < 90) return `in ${seconds} second${seconds === 1 ? "" : "s"}`;
  return `in ${Math.ceil(seconds / 60)} minutes`;
}
