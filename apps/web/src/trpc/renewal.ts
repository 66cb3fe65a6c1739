import { withSessionLock } from "./lock.ts";
import { pageSession } from "./page-session.ts";
import { createMemory } from "./storage.ts";
import { tellOtherTabs } from "./tabs.ts";

/** A name for the last renewal in any tab of this browser. No time: clocks are corrected, and tabs would believe them. */
const memory = createMemory("localStorage", "curfew.renewal");

/** The same for this tab alone, where nothing can be kept. */
let own = "";

/** Names the last renewal that is known here: another name later says that the cookies were renewed meanwhile. */
export function lastRenewal(): string {
  return memory.read() ?? own;
}

/**
 * Renews the session's tokens, for all tabs at once, and resolves with true; with false if that was done since
 * the renewal called `last` (null: that doesn't count). Rejects with what the renewal failed with.
 */
export type Renew = (last: string | null) => Promise<boolean>;

const listeners = new Set<(expiresAt: string) => void>();

/** Renews by `refresh`. */
export function createRenewal(refresh: () => Promise<{ readonly expiresAt: string }>): Renew {
  return (last) =>
    withSessionLock(async () => {
      if (last !== null && lastRenewal() !== last) return false;
      const { expiresAt } = await refresh();
      own = String(Math.random());
      memory.write(own);
      tellOtherTabs({ type: "renewed", sessionId: pageSession(), expiresAt });
      for (const hear of listeners) hear(expiresAt);
      return true;
    });
}

/** Calls back when this tab has renewed the session. Returns how to stop listening. */
export function onRenewed(hear: (expiresAt: string) => void): () => void {
  listeners.add(hear);
  return () => listeners.delete(hear);
}
