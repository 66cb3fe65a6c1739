import { mayHaveHappened } from "./error-messages.ts";
import { type LogoutReason, rememberLogoutReason } from "./logout-reason.ts";
import { pageSession } from "./page-session.ts";
import { tellOtherTabs } from "./tabs.ts";

/** Endings that the person who uses this tab asked for: they have seen enough of this page. */
const ASKED_FOR: ReadonlySet<LogoutReason> = new Set(["logged-out", "everywhere", "everyone", "deleted"]);

/** What is said of an end that this tab's own logout may have been as well: it takes the cookies too. */
const UNEXPLAINED: ReadonlySet<LogoutReason> = new Set(["elsewhere", "expired"]);

/** Calls of this tab's that end its own session and are not answered yet. */
let endings = 0;

/** What was heard of the session's end while one of those was under way. */
let heard: LogoutReason | null = null;

/** What the server or another tab has said of this session's end, before it was asked about. */
let told: LogoutReason | null = null;

/** What this tab asked for without an answer: if the session turns out to be over, that may well be why. */
let unanswered: LogoutReason | null = null;

/** What is heard on the way out changes nothing. */
let isLeaving = false;

/**
 * Leaves for the login page by a full navigation that takes this page out of the history: nothing
 * of what it showed stays in memory. While this tab itself is ending the session, that has to be
 * answered first.
 */
export function redirectToLogin(reason: LogoutReason): void {
  if (endings > 0) heard = reason;
  else go(reason);
}

/** Keeps why this page's session is said to have ended; null: it lives. */
export function expectEnd(reason: LogoutReason | null): void {
  told = reason;
}

/** Leaves because a call has shown that this page's session is over, and tells the other tabs what they haven't told. */
export function leaveAsOver(reason: LogoutReason): void {
  if (told === null) tellOthers(explained(reason));
  redirectToLogin(told ?? reason);
}

/** Loads the page anew, for the user who is logged in now: it was rendered for another one. */
export function reload(): void {
  if (isLeaving) return;
  isLeaving = true;
  location.reload();
}

/** Ends this browser's session by `call` and leaves, other tabs too. If it rejects, so does this. */
export async function endAndLeave(call: () => Promise<unknown>, reason: LogoutReason): Promise<void> {
  endings += 1;
  try {
    await call();
  } catch (error) {
    endings -= 1;
    if (mayHaveHappened(error)) unanswered = reason;
    if (endings === 0 && heard !== null) go(heard);
    throw error;
  }
  tellOthers(reason);
  go(reason);
}

/** Tells the other tabs that this page's session has ended. To them a logout came from elsewhere. */
export function tellOthers(reason: LogoutReason): void {
  const told = reason === "logged-out" ? "elsewhere" : reason;
  tellOtherTabs({ type: "ended", sessionId: pageSession(), farewell: told });
}

function go(reason: LogoutReason): void {
  if (isLeaving) return;
  isLeaving = true;
  const said = explained(reason);
  rememberLogoutReason(said);
  location.replace(ASKED_FOR.has(said) ? "/login" : loginPath());
}

/** Tells an end that may have come of a logout that was asked for here as that logout. */
function explained(reason: LogoutReason): LogoutReason {
  if (unanswered !== "logged-out" && unanswered !== "everywhere") return reason;
  return UNEXPLAINED.has(reason) ? unanswered : reason;
}

/** Leads back here after the login; the dashboard is where one comes to anyway. */
function loginPath(): string {
  const next = location.pathname + location.search;
  return next === "/dashboard" ? "/login" : `/login?${new URLSearchParams({ next })}`;
}
