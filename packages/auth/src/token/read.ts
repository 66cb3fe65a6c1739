import { compactVerify } from "jose";
import { LRUCache } from "lru-cache";
import type { KeyRing, SigningKey } from "../keys/ring.ts";
import { type Expectation, parseClaims, type SignedClaims } from "./claims.ts";
import { decodeObject, parseForm } from "./form.ts";
import { type Kind, parseHeader } from "./header.ts";

export interface ReaderOptions {
  readonly keys: () => KeyRing;
  readonly expected: Readonly<Record<Kind, Expectation>>;
  /** How many tokens' signature work is remembered. */
  readonly cacheSize: number;
}

/** Reads a token: form → header → signature → claims. Null for anything that isn't wholly ours. */
export type Reader = (token: string) => Promise<SignedClaims | null>;

/**
 * Signature work is paid once per exact token text. Only what can never change is remembered:
 * expiry and revocation are judged anew each time, and a token whose key has left the ring is
 * forgotten with it. Forged tokens are not remembered, so they can't push out real ones.
 */
export function createReader(options: ReaderOptions): Reader {
  const known = new LRUCache<string, { claims: SignedClaims; key: SigningKey }>({ max: options.cacheSize });
  return async (token) => {
    const hit = known.get(token);
    if (hit !== undefined && options.keys().byId.get(hit.key.kid) === hit.key) return hit.claims;
    const fresh = await readOnce(token, options);
    if (fresh === null) return null;
    known.set(token, fresh);
    return fresh.claims;
  };
}

async function readOnce(token: string, { keys, expected }: ReaderOptions) {
  const form = parseForm(token);
  const header = form && parseHeader(form.header);
  if (!form || !header) return null;
  const key = keys().byId.get(header.kid);
  if (key === undefined || key.alg !== header.alg) return null;
  if (!(await isSignedBy(key, token))) return null;
  const claims = parseClaims(decodeObject(form.payload), header, expected[header.kind]);
  return claims && { claims, key };
}

async function isSignedBy(key: SigningKey, token: string): Promise<boolean> {
  try {
    await compactVerify(token, key.publicKey, { algorithms: [key.alg] });
    return true;
  } catch {
    return false;
  }
}
