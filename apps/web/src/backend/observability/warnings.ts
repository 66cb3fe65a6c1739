import type { Clock, StoreEvent } from "@curfew/auth";
import type { Log } from "./log/log.ts";

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

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

interface Kind {
  sentence(store: string, detail: string, event: StoreEvent): string;
  /** How long it is shown after it was last observed, milliseconds. Left out: it is a line in the log alone. */
  readonly shownMs?: number;
  /** Ends the showing of another kind. */
  readonly ends?: StoreEvent["type"];
}

const CHECK_PERSISTENCE =
  "If it wasn't emptied, replaced or restored on purpose, check that its server persists every write.";

const KINDS: Readonly<Record<StoreEvent["type"], Kind>> = {
  recovering: {
    sentence: (store, _, { restored = 0 }) =>
      `The blacklist (${store}) lost records and is given them back from the database: until it has all, protected ` +
      `requests are answered 503. ${restored === 0 ? "It has just begun." : `It has ${restored} so far.`}`,
    shownMs: MINUTE_MS,
  },
  recovered: {
    sentence: (store, _, { restored = 0, durationMs = 0 }) =>
      `The blacklist (${store}) lost records and was given back ${restored} from the database in ` +
      `${(durationMs / 1000).toFixed(1)} s: nobody was logged out. ${CHECK_PERSISTENCE}`,
    shownMs: HOUR_MS,
    ends: "recovering",
  },
  forgot: {
    sentence: (store) =>
      `The blacklist (${store}) lost records: no older token is accepted, and everyone has to log in again. ${CHECK_PERSISTENCE}`,
    shownMs: HOUR_MS,
  },
  forgot_again: {
    sentence: (store) =>
      `The blacklist (${store}) lost records again within a minute: every protected request is answered 503 until the minute is over. ` +
      "Check that only one server answers at its address, and that it persists every write.",
    shownMs: 2 * MINUTE_MS,
  },
  reborn: { sentence: (store) => `The blacklist (${store}) has a new generation: no token from before is accepted.` },
  stray: {
    sentence: (store, detail) =>
      `The blacklist (${store}) can't be used: ${detail} Compare REDIS_URL, UPSTASH_REDIS_REST_URL, KEY_PREFIX ` +
      "and DATA_DIR; to move to another store on purpose, run `curfew adopt-store`.",
    shownMs: 2 * MINUTE_MS,
  },
  shared: {
    sentence: (store) =>
      `The blacklist (${store}) is used with another database under the same KEY_PREFIX: ending everything in one ` +
      "deployment ends it in both. Give each deployment a KEY_PREFIX of its own.",
    shownMs: HOUR_MS,
  },
  database_restored: {
    sentence: (store) =>
      `The database is older than the blacklist (${store}): it was restored from an older backup. ` +
      "Passwords, accounts and roles are those of the backup; revocations are still in force.",
    shownMs: HOUR_MS,
  },
  lagging: {
    sentence: (store) =>
      `Reads of the blacklist (${store}) lag behind its writes: revocations may take effect a second late.`,
    shownMs: 2 * MINUTE_MS,
  },
  down: {
    sentence: (store) => `The blacklist (${store}) doesn't answer: until it does, protected requests are answered 503.`,
  },
  up: { sentence: (store) => `The blacklist (${store}) answers again.` },
  readonly: {
    sentence: (store) =>
      `The blacklist (${store}) takes no writes: until it does, logins, logouts and refreshes are answered 503. ` +
      "Check whether its server is full or has become a replica.",
    shownMs: Number.POSITIVE_INFINITY,
  },
  writable: { sentence: (store) => `The blacklist (${store}) takes writes again.`, ends: "readonly" },
};

interface Shown {
  readonly message: string;
  readonly at: Date;
}

/** What is observed once may be observed by every request: it is told again after this. */
const TOLD_EVERY_MS = MINUTE_MS;

export function createWarnings({ log, clock, advice }: WarningOptions): Warnings {
  const shown = new Map<StoreEvent["type"], Shown>();
  const toldAt = new Map<string, number>();
  let advised: readonly string[] = [];

  const isShown = ([type, { at }]: [StoreEvent["type"], Shown]) =>
    clock().getTime() - at.getTime() <= (KINDS[type].shownMs ?? 0);

  const shownText = ([type, { message, at }]: [StoreEvent["type"], Shown]) =>
    KINDS[type].shownMs === HOUR_MS ? `${message} Noticed at ${at.toISOString()}.` : message;

  const tell = ({ type, store, detail = "" }: StoreEvent, message: string) => {
    const now = clock().getTime();
    const what = `${type} ${detail}`;
    if (REPEATING.has(type) && now - (toldAt.get(what) ?? Number.NEGATIVE_INFINITY) < TOLD_EVERY_MS) return;
    toldAt.set(what, now);
    log(`blacklist_${type}`, { store, message });
  };

  return {
    current: () => [...[...shown].filter(isShown).map(shownText), ...advised],
    observe(event) {
      const { type, store, detail = "" } = event;
      const { sentence, shownMs, ends } = KINDS[type];
      const message = sentence(store, detail, event);
      tell(event, message);
      if (shownMs !== undefined) shown.set(type, { message, at: clock() });
      if (ends !== undefined) shown.delete(ends);
    },
    async look() {
      const found = await advice().catch(() => advised);
      for (const message of found.filter((each) => !advised.includes(each))) log("warning", { message });
      advised = found;
    },
  };
}

/** Observed by every request that meets them. */
const REPEATING: ReadonlySet<StoreEvent["type"]> = new Set([
  ...(["recovering", "forgot_again", "stray", "shared", "database_restored", "lagging"] as const),
]);
