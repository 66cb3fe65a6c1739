import type { Clock, StoreEvent } from "@curfew/auth";
import type { Log } from "./log.ts";

interface WarningOptions {
  readonly log: Log;
  readonly clock: Clock;
  readonly advice: () => Promise<readonly string[]>;
}

/** What an operator should look at: each is a line in the log when it comes up, and shown as long as it stands. */
export interface Warnings {
  current(): readonly string[];
  observe(event: StoreEvent): void;
  /** Asks the store's server how it is set up. Never rejects. */
  look(): Promise<void>;
}

export function createWarnings({ log, clock, advice }: WarningOptions): Warnings {
  let forgotten: string | null = null;
  let advised: readonly string[] = [];

  return {
    current: () => [...(forgotten === null ? [] : [forgotten]), ...advised],
    observe({ type, store }) {
      if (type !== "forgot") return log(`blacklist_${type}`, { store });
      if (forgotten === null) log("blacklist_forgot", { store });
      forgotten = `The blacklist (${store}) lost records, noticed ${clock().toISOString()}: everybody has to log in again.`;
    },
    async look() {
      // That the store is down is said by the readiness itself.
      const found = await advice().catch(() => advised);
      for (const warning of found.filter((each) => !advised.includes(each))) log("warning", { warning });
      advised = found;
    },
  };
}
