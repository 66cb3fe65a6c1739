import type { Farewell } from "../client/farewell.ts";
import { expectEnd, leave } from "../client/leave.ts";
import type { useApiClient } from "../client/trpc.tsx";

/**
 * Asks the server about this page's session, by the cookies that the browser holds now: the page is left if it is
 * over, and loaded anew if another has taken its place. `farewell` is why it is said to have ended, if that was
 * said: then the page is left too if the server can't be asked.
 */
export async function checkSession(api: ReturnType<typeof useApiClient>, farewell: Farewell | null): Promise<void> {
  expectEnd(farewell);
  try {
    await api.account.me.query();
    expectEnd(null);
  } catch {
    if (farewell !== null) leave(farewell);
  }
}
