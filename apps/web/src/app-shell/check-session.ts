import type { LogoutReason } from "../trpc/logout-reason.ts";
import type { useApiClient } from "../trpc/provider.tsx";
import { expectEnd, redirectToLogin } from "../trpc/redirect-to-login.ts";

/** How long a page whose session is said to have ended waits for the server to say so too. */
const PATIENCE_MS = 5_000;

/**
 * Asks the server about this page's session, by the cookies that the browser holds now: the page is left if it is
 * over, and loaded anew if another has taken its place. `reason` is why it is said to have ended, if that was
 * said: then the page is left too if the server doesn't answer.
 */
export async function checkSession(api: ReturnType<typeof useApiClient>, reason: LogoutReason | null): Promise<void> {
  expectEnd(reason);
  const timer = reason === null ? undefined : setTimeout(() => redirectToLogin(reason), PATIENCE_MS);
  try {
    await api.account.me.query();
    expectEnd(null);
  } catch {
    if (reason !== null) redirectToLogin(reason);
  } finally {
    clearTimeout(timer);
  }
}
