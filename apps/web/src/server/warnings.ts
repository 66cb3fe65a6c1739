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
  /** One line for what befell the store; a loss stays on show for an hour. */
  observe(event: StoreEvent): void;
  /** Asks the store's server how it is set up. Never rejects. */
  look(): Promise<void>;
}

const SHOWN_MS = 3_600_000;

const SENTENCES: Readonly<Record<StoreEvent["type"], (store: string) => string>> = {
  forgot: (store) =>
    `The blacklist (${store}) lost records: no older token is accepted, everybody has to log in again. ` +
    "If nobody emptied, replaced or restored it on purpose, see that its server keeps everything it is told.",
  reborn: (store) => `The blacklist (${store}) has a new generation: no token from before is accepted.`,
  down: (store) => `The blacklist (${store}) doesn't answer: until it does, nobody who needs it is let in.`,
  up: (store) => `The blacklist (${store}) answers again.`,
  readonly: (store) =>
    `The blacklist (${store}) takes no writes: until it does, nobody can log out or renew a session. ` +
    "See whether its server is full or has become a replica.",
  writable: (store) => `The blacklist (${store}) takes writes again.`,
};

export function createWarnings({ log, clock, advice }: WarningOptions): Warnings {
  let loss: { readonly at: Date; readonly store: string } | null = null;
  let advised: readonly string[] = [];
  /** Of a store that takes no writes; that it can't be asked at all is said by the readiness itself. */
  let refusal: string | null = null;

  const lossShown = () => {
    if (loss === null || clock().getTime() - loss.at.getTime() > SHOWN_MS) return [];
    return [`${SENTENCES.forgot(loss.store)} Noticed at ${loss.at.toISOString()}.`];
  };

  return {
    current: () => [...lossShown(), ...(refusal === null ? [] : [refusal]), ...advised],
    observe({ type, store }) {
      const message = SENTENCES[type](store);
      log(`blacklist_${type}`, { store, message });
      if (type === "forgot") loss = { at: clock(), store };
      if (type === "readonly") refusal = message;
      if (type === "writable") refusal = null;
    },
    async look() {
      const found = await advice().catch(() => advised);
      for (const message of found.filter((each) => !advised.includes(each))) log("warning", { message });
      advised = found;
    },
  };
}
