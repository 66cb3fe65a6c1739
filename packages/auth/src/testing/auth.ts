import type { Auth } from "../auth.ts";
import type { Witness } from "../blacklist/checkpoint.ts";
import { memoryWitness } from "../blacklist/memory-witness.ts";
import type { Store } from "../blacklist/store.ts";
import type { StoreEvent } from "../blacklist/store-events.ts";
import { logRetentionMs } from "../blacklist/ttl.ts";
import { createAuth } from "../create-auth.ts";
import { randomId } from "../ids.ts";
import { generateKeySet } from "../keys/generate.ts";
import { createKeyRing, type KeyRing } from "../keys/ring.ts";
import type { Lifetimes } from "../lifetimes.ts";
import type { Session, TokenPair } from "../session/issue.ts";
import type { SessionOptions } from "../session/sessions.ts";
import { openMemoryStore } from "../stores/memory.ts";
import type { ClaimsSchema, CustomClaims } from "../token/custom-claims.ts";
import { createTestClock, type TestClock } from "./clock.ts";
import { type BreakableStore, breakableStore } from "./store.ts";

export interface TestAuthOptions<C extends CustomClaims = CustomClaims> {
  readonly issuer?: string;
  readonly lifetimes?: Partial<Lifetimes>;
  readonly claims?: ClaimsSchema<C>;
  readonly maxStalenessMs?: number;
  readonly timeoutMs?: number;
  /** Share these between several to have several instances of one service. */
  readonly clock?: TestClock;
  readonly store?: Store;
  readonly witness?: Witness;
  readonly ring?: KeyRing;
}

export interface TestAuth<C extends CustomClaims = CustomClaims> {
  readonly auth: Auth<C>;
  readonly clock: TestClock;
  readonly store: BreakableStore;
  readonly witness: Witness;
  readonly ring: KeyRing;
  readonly lifetimes: Lifetimes;
  readonly events: readonly StoreEvent[];
  /** A login, as quick as two signatures; of a new subject unless one is given. */
  login(subject?: string, options?: SessionOptions<C>): Promise<TokenPair & { readonly session: Session }>;
}

export const TEST_LIFETIMES: Lifetimes = {
  accessSeconds: 600,
  refreshSeconds: 86_400,
  sessionSeconds: 604_800,
  graceSeconds: 10,
  toleranceSeconds: 5,
};

/**
 * Creates the whole of `Auth` with a clock that is moved and a store that breaks on command; keys are fresh.
 *
 * @example
 * const { auth, clock, store, login } = await createTestAuth();
 * const { access } = await login("anna");
 * clock.advance({ seconds: 606 });
 * console.log((await auth.verify(access.token)).code); // token_expired
 * store.break("refuse");
 * await auth.ready().catch((error) => console.log(error.name)); // Unavailable
 */
export async function createTestAuth<C extends CustomClaims = CustomClaims>(
  options: TestAuthOptions<C> = {},
): Promise<TestAuth<C>> {
  const clock = options.clock ?? createTestClock();
  const lifetimes = { ...TEST_LIFETIMES, ...options.lifetimes };
  const retention = logRetentionMs(lifetimes.accessSeconds, lifetimes.toleranceSeconds);
  const store = breakableStore(options.store ?? openMemoryStore({ clock: clock.now, logRetentionMs: retention }));
  const witness = options.witness ?? memoryWitness(clock.now);
  const ring = options.ring ?? createKeyRing(await generateKeySet());
  const events: StoreEvent[] = [];
  const auth = createAuth({
    store,
    witness,
    lifetimes,
    clock: clock.now,
    uptime: clock.uptime,
    keys: () => ring,
    issuer: options.issuer ?? "https://curfew.test",
    ...(options.claims && { claims: options.claims }),
    timeoutMs: options.timeoutMs ?? 200,
    maxStalenessMs: options.maxStalenessMs ?? 0,
    observe: (event) => void events.push(event),
  });
  const login: TestAuth<C>["login"] = async (subject = randomId(), sessionOptions) => {
    const session = await auth.createSession(subject, sessionOptions);
    return { ...(await auth.issue(session)), session };
  };
  return { auth, clock, store, witness, ring, lifetimes, events, login };
}
