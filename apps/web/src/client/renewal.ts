import { withSessionLock } from "./lock-link.ts";
import type { Renew } from "./renew-link.ts";
import { tellOtherTabs } from "./tabs.ts";

/** When a tab of this browser last renewed the session, so that the others need not. */
const KEY = "curfew.renewed-at";

const listeners = new Set<(expiresAt: string) => void>();

/** Renews by `refresh`, for all tabs at once. */
export function createRenewal(refresh: () => Promise<{ readonly expiresAt: string }>): Renew {
  return (failedAt) =>
    withSessionLock(async () => {
      if (Number(localStorage.getItem(KEY) ?? 0) > failedAt) return;
      const { expiresAt } = await refresh();
      localStorage.setItem(KEY, String(Date.now()));
      tellOtherTabs({ type: "renewed", expiresAt });
      for (const hear of listeners) hear(expiresAt);
    });
}

/** Calls back when this tab has renewed the session. Returns how to stop listening. */
export function onRenewed(hear: (expiresAt: string) => void): () => void {
  listeners.add(hear);
  return () => listeners.delete(hear);
}
