import { compactVerify } from "jose";
import { LRUCache } from "lru-cache";
import type { VerifyingKey } from "../keys/import-key.ts";
import { findKey, type KeyRing, type PublicKeyRing } from "../keys/ring.ts";
import { type Expectation, parseClaims, type SignedClaims } from "./claims.ts";
import { decodeJson, parseForm } from "./form.ts";
import { type Kind, parseHeader } from "./header.ts";

export interface ReaderOptions {
  readonly keys: () => KeyRing | PublicKeyRing;
  readonly expected: Readonly<Record<Kind, Expectation>>;
  /** How many tokens' signature work is remembered. */
  readonly cacheSize: number;
}

/** The steps of reading a token, in their order. */
export type ReadingStep = "form" | "header" | "key" | "signature" | "claims";

export type Reading =
  | { readonly ok: true; readonly claims: SignedClaims; readonly key: VerifyingKey }
  | { readonly ok: false; readonly failed: ReadingStep };

/** Reads a token: form → header → signature → claims. Null for anything that isn't wholly ours. */
export type Reader = (token: string) => Promise<SignedClaims | null>;

/**
 * Signature work is paid once per exact token text. Only what can never change is remembered:
 * expiry and revocation are judged anew each time, and a token whose key has left the ring is
 * forgotten with it. Forged tokens are not remembered, so they can't push out real ones.
 */
export function createReader(options: ReaderOptions): Reader {
  const known = new LRUCache<string, { claims: SignedClaims; key: VerifyingKey }>({ max: options.cacheSize });
  return async (token) => {
    const hit = known.get(token);
    if (hit !== undefined && (await findKey(options.keys(), hit.key.kid)) === hit.key) return hit.claims;
    const reading = await readToken(token, options);
    if (!reading.ok) return null;
    known.set(token, { claims: reading.claims, key: reading.key });
    return reading.claims;
  };
}

/** Reads a token anew and tells at which step it failed: for the operator, never for a client. */
export async function readToken(
  token: string,
  { keys, expected }: Pick<ReaderOptions, "keys" | "expected">,
): Promise<Reading> {
  const form = parseForm(token);
  if (form === null) return failed("form");
  const header = parseHeader(form.header);
  if (header === null) return failed("header");
  const key = await findKey(keys(), header.kid);
  if (key === undefined || key.alg !== header.alg) return failed("key");
  if (!(await isSignedBy(key, token))) return failed("signature");
  const claims = parseClaims(decodeJson(form.payload), header, expected[header.kind]);
  return claims === null ? failed("claims") : { ok: true, claims, key };
}

function failed(step: ReadingStep): Reading {
  return { ok: false, failed: step };
}

async function isSignedBy(key: VerifyingKey, token: string): Promise<boolean> {
  try {
    // Stryker disable next-line ObjectLiteral: the header's algorithm was checked before (RFC 8725 §3.1)
    await compactVerify(token, key.publicKey, { algorithms: [key.alg] });
    return true;
    // Stryker disable next-line BlockStatement: equivalent for every caller
  } catch {
    return false;
  }
}
