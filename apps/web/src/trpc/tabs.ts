import { createTabs } from "@curfew/trpc/client";
import type { LogoutReason } from "./logout-reason.ts";

/** What the tabs of one browser tell each other. Each message names the session it is about: it may come late. */
export type TabMessage =
  | { readonly type: "ended"; readonly sessionId: string | null; readonly farewell: LogoutReason }
  | { readonly type: "renewed"; readonly sessionId: string | null; readonly expiresAt: string }
  /** Somebody has logged in: from now on the browser's cookies are of another session. */
  | { readonly type: "entered" };

export const { tell: tellOtherTabs, hear: hearOtherTabs } = createTabs<TabMessage>("curfew");
