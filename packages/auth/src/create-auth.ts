import type { Auth, AuthOptions } from "./auth.ts";
import { createRevocationList } from "./blacklist/blacklist.ts";
import { withDeadline } from "./blacklist/deadline.ts";
import { memoryWitness } from "./blacklist/memory-witness.ts";
import type { Store } from "./blacklist/store.ts";
import { logRetentionMs } from "./blacklist/ttl.ts";
import { type Clock, systemClock, systemUptime } from "./clock.ts";
import { checkLifetimes, DEFAULT_LIFETIMES, type Lifetimes } from "./lifetimes.ts";
import { createRevoker } from "./session/revoke.ts";
import type { AuthServices } from "./session/services.ts";
import { createSessions } from "./session/sessions.ts";
import { createVerifier } from "./session/verify.ts";
import type { Expectation } from "./token/claims.ts";
import { type CustomClaims, checkClaimsSchema } from "./token/custom-claims.ts";
import type { Kind } from "./token/header.ts";
import { createSignatureVerifier } from "./token/verify-signature.ts";

const CACHED_TOKENS = 10_000;
const TIMEOUT_MS = 800;

/**
 * Creates what signs, verifies, rotates and revokes tokens. Throws `RangeError` for lifetimes or limits that make no
 * sense, and for a schema of claims that names a reserved one.
 *
 * @example
 * const auth = createAuth({
 *   issuer: "https://example.com",
 *   keys: createKeyRing(await generateKeySet()),
 *   store: memoryStore(),
 * });
 * const { access, refresh } = await auth.issue(await auth.createSession("anna"));
 * console.log((await auth.verify(access.token)).ok); // true
 *
 * const claims = await auth.verifySignature(refresh.token);
 * if (claims !== null) await auth.revoke(claims); // a refresh token ends its whole session
 * console.log((await auth.verify(access.token)).code); // token_revoked
 */
export function createAuth<C extends CustomClaims = CustomClaims>(options: AuthOptions<C>): Auth<C> {
  const services = servicesOf(options);
  const { blacklist, keys, store } = services;
  const auth: Auth = {
    ...createSessions(services),
    ...createVerifier(services),
    ...createRevoker(services),
    withDeadline,
    inspect: () => withDeadline(blacklist.inspect),
    instances: blacklist.instances,
    adoptStore: () => withDeadline(blacklist.adoptStore),
    ready: () => withDeadline(blacklist.ready),
    close: () => store.close(),
    async jwks() {
      const banned = await blacklist.bannedKeys();
      const published = [...keys().byId.values()].filter(({ kid }) => !banned.has(kid));
      return { keys: published.map(({ publicJwk }) => publicJwk) };
    },
  };
  // The schema has checked each token's claims; the types below it don't know which one it was.
  return auth as Auth<C>;
}

function servicesOf(options: AuthOptions): AuthServices {
  const customClaims = options.claims ?? null;
  if (customClaims !== null) checkClaimsSchema(customClaims);
  const { issuer, audience = issuer, refreshAudience = `${audience}/refresh`, clientId = "curfew" } = options;
  const { clock = systemClock, uptime = systemUptime } = options;
  const given = options.keys;
  const keys = typeof given === "function" ? given : () => given;
  const lifetimes = checkLifetimes({ ...DEFAULT_LIFETIMES, ...options.lifetimes });
  const { accessSeconds, refreshSeconds, sessionSeconds } = lifetimes;
  const common = { issuer, clientId, audienceBefore: audience, sessionSeconds };
  const expected: Readonly<Record<Kind, Expectation>> = {
    access: { ...common, audience, lifetimeSeconds: accessSeconds },
    refresh: { ...common, audience: refreshAudience, lifetimeSeconds: refreshSeconds },
  };
  const store = openStore(options, clock, lifetimes);
  return {
    store,
    blacklist: blacklistOf(options, { store, clock, uptime, keys, lifetimes }),
    keys,
    clock,
    uptime,
    issuer: { keys, issuer, clientId, audiences: { access: audience, refresh: refreshAudience }, lifetimes },
    lifetimes,
    expected,
    customClaims,
    verifySignature: createSignatureVerifier({ keys, expected, customClaims, cacheSize: CACHED_TOKENS }),
  };
}

function openStore({ store, timeoutMs = TIMEOUT_MS }: AuthOptions, clock: Clock, lifetimes: Lifetimes): Store {
  const { accessSeconds, toleranceSeconds } = lifetimes;
  if (typeof store !== "function") return store;
  return store({ clock, timeoutMs, logRetentionMs: logRetentionMs(accessSeconds, toleranceSeconds) });
}

function blacklistOf(
  options: AuthOptions,
  { store, clock, uptime, keys, lifetimes }: Pick<AuthServices, "store" | "clock" | "uptime" | "keys" | "lifetimes">,
): AuthServices["blacklist"] {
  const { toleranceSeconds, accessSeconds, sessionSeconds } = lifetimes;
  const { timeoutMs = TIMEOUT_MS, maxStalenessMs = 0 } = options;
  return createRevocationList({
    store,
    witness: options.witness ?? memoryWitness(clock),
    clock,
    uptime,
    timeoutMs,
    maxStalenessMs,
    keyIds: () => [...keys().byId.keys()],
    toleranceSeconds,
    accessSeconds,
    sessionSeconds,
    observe: options.observe ?? (() => {}),
  });
}
