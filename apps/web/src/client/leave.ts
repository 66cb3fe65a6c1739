import { type Farewell, rememberFarewell } from "./farewell.ts";
import { tellOtherTabs } from "./tabs.ts";

/** A call of this tab's that ends its own session, not answered yet, and what it heard meanwhile. */
let ending: { heard: Farewell | null } | null = null;

/** What is heard on the way out changes nothing. */
let isLeaving = false;

/**
 * Leaves for the login page by a full navigation that takes this page out of the history: nothing
 * of what it showed stays in memory. While this tab itself is ending the session, that has to be
 * answered first.
 */
export function leave(farewell: Farewell): void {
  if (ending !== null) {
    ending.heard = farewell;
    return;
  }
  if (isLeaving) return;
  isLeaving = true;
  rememberFarewell(farewell);
  location.replace("/login");
}

/** Ends this browser's session by `call` and leaves, other tabs too. If it rejects, so does this. */
export async function endAndLeave(call: () => Promise<unknown>, farewell: Farewell): Promise<void> {
  const mine = { heard: null as Farewell | null };
  ending = mine;
  try {
    await call();
  } catch (error) {
    ending = null;
    if (mine.heard !== null) leave(mine.heard);
    throw error;
  }
  ending = null;
  tellOtherTabs({ type: "ended", farewell: "elsewhere" });
  leave(farewell);
}
