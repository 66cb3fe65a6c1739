import type { AppRouter, inferRouterOutputs } from "@curfew/api";
import { createMemory } from "@curfew/trpc/client";
import { cookieSentence } from "./error-messages.ts";

/** What the login page says to somebody whose session has ended. */
const SENTENCES = {
  "logged-out": "You’ve been logged out.",
  elsewhere: "You were logged out from another tab or device.",
  everywhere: "You’ve been logged out on all devices.",
  everyone: "Everyone has been logged out, including you.",
  "by-administrator": "Everyone was logged out by an administrator.",
  "password-set": "Your password has been set. Log in with it.",
  deleted: "Your account has been deleted.",
  suspended: "Your account has been suspended by an administrator.",
  expired: "Your session has expired. Log in again to continue.",
} as const;

/** The name of a cookie that stands in the way comes after the colon. */
export type LogoutReason = keyof typeof SENTENCES | `cookie:${string}`;

type Told = inferRouterOutputs<AppRouter>["sessions"]["watch"] extends AsyncIterable<infer E> ? E : never;

const AFTER = {
  session_ended: "elsewhere",
  session_expired: "expired",
  account_suspended: "suspended",
  everything_ended: "by-administrator",
} as const satisfies Record<Told["reason"], LogoutReason>;

/** Returns what to say when the server tells how a session ended that this page did not end itself. */
export function logoutReasonAfter(ended: Told["reason"]): LogoutReason {
  return AFTER[ended] ?? "elsewhere";
}

const memory = createMemory("sessionStorage", "curfew.logout-reason");

/** Keeps the sentence until this tab's next login. */
export function rememberLogoutReason(reason: LogoutReason): void {
  memory.write(reason);
}

export function forgetLogoutReason(): void {
  memory.forget();
}

/**
 * Returns the sentence to show; null if there is nothing to explain: a user who is logged in again is told only of a
 * cookie.
 */
export function readLogoutReason({ isLoggedIn }: { readonly isLoggedIn: boolean }): string | null {
  const reason = memory.read() ?? (isAfterForm() ? "logged-out" : "");
  const [, cookie] = /^cookie:([\w-]{1,64})$/.exec(reason) ?? [];
  if (cookie !== undefined) return cookieSentence(cookie);
  if (isLoggedIn) return null;
  return Object.hasOwn(SENTENCES, reason) ? SENTENCES[reason as keyof typeof SENTENCES] : null;
}

/** Returns true if the log-out form led to this page: from a private page, with no page to come back to. */
function isAfterForm(): boolean {
  const { origin, search } = location;
  return search === "" && ["/dashboard", "/admin"].some((path) => document.referrer.startsWith(origin + path));
}
