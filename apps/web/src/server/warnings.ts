import type { Clock, StoreEvent } from "@curfew/auth";
import type { Log } from "./log.ts";

const ADVICE_MS = 60_000;

interface WarningOptions {
  readonly log: Log;
  readonly clock: Clock;
  readonly advice: () => Promise<readonly string[]>;
}

/** What an operator should look at: each is a line in the log when it comes up, and shown as long as it stands. */
export interface Warnings {
  current(): readonly string[];
  observe(event: StoreEvent): void;
  /** Looks at the store's server now and from time to time, until the signal. */
  watch(signal: AbortSignal): void;
}

export function createWarnings({ log, clock, advice }: WarningOptions): Warnings {
  let forgotten: string | null = null;
  let advised: readonly string[] = [];

  const look = async () => {
    // That the store is down is said by the readiness itself.
    const found = await advice().catch(() => advised);
    for (const warning of found.filter((each) => !advised.includes(each))) log("warning", { warning });
    advised = found;
  };

  return {
    current: () => [...(forgotten === null ? [] : [forgotten]), ...advised],
    observe({ type, store }) {
      if (type === "reborn") return log("blacklist_reborn", { store });
      if (forgotten === null) log("blacklist_forgot", { store });
      forgotten = `The blacklist (${store}) lost records, noticed ${clock().toISOString()}: everybody has to log in again.`;
    },
    watch(signal) {
      void look();
      const timer = setInterval(() => void look(), ADVICE_MS);
      timer.unref();
      signal.addEventListener("abort", () => clearInterval(timer), { once: true });
    },
  };
}
