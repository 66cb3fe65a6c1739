import { createRenewal, createTabLock } from "@curfew/trpc/client";
import { pageSession } from "./page-session.ts";
import { tellOtherTabs } from "./tabs.ts";

/** Held while the session's cookies are set or cleared. */
export const sessionLock = createTabLock({ name: "curfew.session" });

/** ISO 8601: when the new access token expires. */
export interface Renewed {
  readonly expiresAt: string;
}

export const renewal = createRenewal<Renewed>({ lock: sessionLock, storageKey: "curfew.renewal" });

renewal.onRenewed(({ expiresAt }) => tellOtherTabs({ type: "renewed", sessionId: pageSession(), expiresAt }));
