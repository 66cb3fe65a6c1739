import { isIPv4 } from "node:net";
import { createRemoteJWKSet } from "jose";
import { Unavailable } from "../errors.ts";
import { createPublicKeyRing, type PublicKeyRing } from "./ring.ts";

export interface RemoteKeyRingOptions {
  /** The set is fetched anew when it is older than this, milliseconds: so long a withdrawn key may still verify. */
  readonly maxAgeMs?: number;
  /** An unknown key id fetches the set anew only when the last fetch is longer ago than this, milliseconds. */
  readonly cooldownMs?: number;
  /** Hard deadline of one fetch, milliseconds. */
  readonly timeoutMs?: number;
}

/**
 * Makes a ring of the public keys that are published at a URL, such as `/.well-known/jwks.json`, and follows
 * them as jose's `createRemoteJWKSet` does: nothing is fetched before the first token, many tokens that wait
 * share one fetch, and no redirection is followed. Where the set can't be fetched or used, tokens are
 * answered by `Unavailable`: never a pass, never a refusal. Throws `TypeError` unless the URL is `https:`, or
 * `http:` on a loopback host.
 *
 * @example
 * const auth = createAuth({
 *   issuer: "https://example.com",
 *   keys: createRemoteKeyRing("https://example.com/.well-known/jwks.json"),
 *   store: redisStore({ url: "redis://localhost:6379" }),
 * });
 */
export function createRemoteKeyRing(url: string | URL, options: RemoteKeyRingOptions = {}): PublicKeyRing {
  const { maxAgeMs = 600_000, cooldownMs = 30_000, timeoutMs = 5_000 } = options;
  const durations = { cacheMaxAge: maxAgeMs, cooldownDuration: cooldownMs, timeoutDuration: timeoutMs };
  const published = createRemoteJWKSet(checkUrl(new URL(url)), durations);
  /** Null until a set was fetched that can be used. */
  let byId: PublicKeyRing["byId"] | null = null;

  const fetchKeys = async () => {
    try {
      await published.reload();
      byId = null;
      ({ byId } = createPublicKeyRing(published.jwks()));
    } catch (cause) {
      throw new Unavailable("keys", cause);
    }
  };

  return {
    signing: null,
    get byId() {
      return byId ?? NONE;
    },
    async refresh(kid) {
      if (!published.fresh || byId === null) await fetchKeys();
      else if (!byId.has(kid) && !published.coolingDown) await fetchKeys();
    },
  };
}

const NONE: PublicKeyRing["byId"] = new Map();

/** Whoever can change the keys on their way can sign for anybody. */
function checkUrl(url: URL): URL {
  const { hostname: host } = url;
  const isLoopback = host === "localhost" || host === "[::1]" || (isIPv4(host) && host.startsWith("127."));
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback)) return url;
  throw new TypeError("the key set's URL must be https:, or http: on a loopback host");
}
