import { createRemoteJWKSet } from "jose";
import { Unavailable } from "../unavailable.ts";
import type { VerifyingKey } from "./import-key.ts";
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
 */
export function createRemoteKeyRing(url: string | URL, options: RemoteKeyRingOptions = {}): PublicKeyRing {
  const { maxAgeMs = 600_000, cooldownMs = 30_000, timeoutMs = 5_000 } = options;
  const durations = { cacheMaxAge: maxAgeMs, cooldownDuration: cooldownMs, timeoutDuration: timeoutMs };
  const published = createRemoteJWKSet(checkUrl(new URL(url)), durations);
  let byId: PublicKeyRing["byId"] = new Map();
  let isUsable = false;

  const adopt = () => {
    isUsable = false;
    byId = keeping(byId, createPublicKeyRing(published.jwks()).byId);
    isUsable = true;
  };
  const fetchKeys = async () => {
    try {
      await published.reload();
      adopt();
    } catch (cause) {
      throw new Unavailable("keys", cause);
    }
  };

  return {
    signing: null,
    get byId() {
      return byId;
    },
    async refresh(kid) {
      if (!(published.fresh && isUsable)) await fetchKeys();
      else if (!byId.has(kid) && !published.coolingDown) await fetchKeys();
    },
  };
}

/** The new keys, those that were there before by identity: what is remembered of their tokens stays true. */
function keeping(old: PublicKeyRing["byId"], fresh: PublicKeyRing["byId"]): PublicKeyRing["byId"] {
  const same = (key: VerifyingKey) => JSON.stringify(old.get(key.kid)?.publicJwk) === JSON.stringify(key.publicJwk);
  return new Map([...fresh].map(([kid, key]) => [kid, same(key) ? (old.get(kid) ?? key) : key]));
}

/** Whoever can change the keys on their way can sign for anybody. */
function checkUrl(url: URL): URL {
  const isLoopback = url.hostname === "localhost" || url.hostname === "[::1]" || /^127(\.\d+){3}$/.test(url.hostname);
  if (url.protocol === "https:" || (url.protocol === "http:" && isLoopback)) return url;
  throw new TypeError("the key set's URL must be https:, or http: on a loopback host");
}
