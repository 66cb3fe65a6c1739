import type { Witness } from "../blacklist/checkpoint.ts";
import type { Store, StoreFactory } from "../blacklist/store.ts";
import type { StoreEvent } from "../blacklist/store-events.ts";
import { type Clock, systemClock, systemUptime, type Uptime } from "../clock.ts";

export interface ExternalBlacklistOptions {
  /** Where revocations are kept: `memoryStore()`, `redisStore({ url })` … */
  readonly store: Store | StoreFactory;
  /** How long after `exp` your verifier still accepts a token, seconds. Default 60. */
  readonly toleranceSeconds?: number;
  /**
   * How far the issuer's clock may be from this one, seconds. Default 5. Revoking a subject refuses every token issued up to
   * so many seconds later: a login within that time may have to be repeated.
   */
  readonly issuerSkewSeconds?: number;
  /**
   * The longest life of a token, from `iat` to `exp`, and of a session, seconds; longer-lived tokens are refused. Default
   * 90 days. The same on every instance; records last so long.
   */
  readonly maxTokenSeconds?: number;
  /** The life of a token without `exp`, seconds. Default: a token without `exp` is refused. */
  readonly maxAgeSeconds?: number;
  /**
   * 0, the default: every check asks the store. Above: a token that was clean less than so many milliseconds ago passes
   * without a question, and what another process revokes is in force here so much later. Small: it is a time in which a
   * logged-out token may pass.
   */
  readonly maxStalenessMs?: number;
  /** Hard deadline of one question, milliseconds. Default 800. */
  readonly timeoutMs?: number;
  /** Remembers outside the store what the store has to show. Default: this process's memory. */
  readonly witness?: Witness;
  /** Told of what happens to the store. Must not throw. */
  readonly observe?: (event: StoreEvent) => void;
  /** Default: the system's. */
  readonly clock?: Clock;
  readonly uptime?: Uptime;
}

const DEFAULTS = {
  toleranceSeconds: 60,
  issuerSkewSeconds: 5,
  maxTokenSeconds: 7_776_000,
  timeoutMs: 800,
  maxStalenessMs: 0,
} as const;

/** Fills in the defaults. Throws `RangeError` for a time that makes no sense. */
export function withDefaults(options: ExternalBlacklistOptions) {
  const { clock = systemClock, uptime = systemUptime, maxAgeSeconds = null } = options;
  const whole = { ...DEFAULTS, ...definedOf(options), clock, uptime, maxAgeSeconds };
  checkSeconds("toleranceSeconds", whole.toleranceSeconds, 0);
  checkSeconds("issuerSkewSeconds", whole.issuerSkewSeconds, 0);
  checkSeconds("maxTokenSeconds", whole.maxTokenSeconds, 1);
  checkSeconds("timeoutMs", whole.timeoutMs, 1);
  checkSeconds("maxStalenessMs", whole.maxStalenessMs, 0);
  if (maxAgeSeconds !== null) checkSeconds("maxAgeSeconds", maxAgeSeconds, 1);
  if (maxAgeSeconds !== null && maxAgeSeconds > whole.maxTokenSeconds) {
    throw new RangeError("maxAgeSeconds must not exceed maxTokenSeconds");
  }
  return whole;
}

/** An option that is `undefined` is one that isn't given. */
function definedOf<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}

function checkSeconds(name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least || value >= 2 ** 31) {
    throw new RangeError(`${name} must be an integer from ${least} to 2^31`);
  }
}
