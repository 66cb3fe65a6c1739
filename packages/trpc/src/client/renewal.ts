import type { TabLock } from "./lock.ts";
import { createMemory } from "./storage.ts";

/** Renews the session's tokens, once for all tabs of a browser. */
export interface Renewal<Renewed> {
  /** Names the last renewal that is known here: another name later says that the cookies were renewed meanwhile. */
  last(): string;
  /**
   * Renews by `refresh`, and resolves with true; with false if that was done since the renewal called `last` (null: that
   * doesn't count). Rejects with what `refresh` failed with.
   */
  renew(refresh: () => Promise<Renewed>, last: string | null): Promise<boolean>;
  /** Calls back when this tab has renewed the session. Returns how to stop listening. */
  onRenewed(listener: (renewed: Renewed) => void): () => void;
}

export interface RenewalOptions {
  readonly lock: TabLock;
  /** The key in `localStorage` by which tabs tell each other of a renewal. */
  readonly storageKey: string;
}

/**
 * Creates what renews the session of a browser, one for the page.
 *
 * @example
 * const renewal = createRenewal({ lock: createTabLock({ name: "app.session" }), storageKey: "app.renewal" });
 * const refresh = async () => "new tokens";
 * console.log(await renewal.renew(refresh, renewal.last())); // true
 */
export function createRenewal<Renewed>({ lock, storageKey }: RenewalOptions): Renewal<Renewed> {
  // No time: clocks are corrected, and tabs would believe them.
  const memory = createMemory("localStorage", storageKey);
  // The same for this tab alone, where nothing can be kept.
  let own = "";
  const listeners = new Set<(renewed: Renewed) => void>();
  const last = () => memory.read() ?? own;
  return {
    last,
    renew: (refresh, known) =>
      lock(async () => {
        if (known !== null && last() !== known) return false;
        const renewed = await refresh();
        own = String(Math.random());
        memory.write(own);
        for (const listener of listeners) listener(renewed);
        return true;
      }),
    onRenewed(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
