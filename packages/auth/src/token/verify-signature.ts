import { compactVerify } from "jose";
import { LRUCache } from "lru-cache";
import type { VerifyingKey } from "../keys/import-key.ts";
import { findKey, type KeyRing, type PublicKeyRing } from "../keys/ring.ts";
import { type Expectation, parseClaims, type SignedClaims } from "./claims.ts";
import { decodeJson, parseCompact } from "./compact.ts";
import { type ClaimsSchema, dividePayload, parseCustomClaims } from "./custom-claims.ts";
import { type Kind, parseHeader } from "./header.ts";

export interface SignatureVerifierOptions {
  readonly keys: () => KeyRing | PublicKeyRing;
  readonly expected: Readonly<Record<Kind, Expectation>>;
  /** Null: tokens carry no other claims than ours. */
  readonly customClaims: ClaimsSchema | null;
  /** How many tokens' signature work is remembered. */
  readonly cacheSize: number;
}

/** The steps of reading a token, in their order. */
export type SignatureStep = "form" | "header" | "key" | "signature" | "claims";

export type SignatureCheck =
  | { readonly ok: true; readonly claims: SignedClaims; readonly key: VerifyingKey }
  | { readonly ok: false; readonly failed: SignatureStep };

/** Reads a token: form → header → signature → claims. Null for anything that isn't wholly ours. */
export type SignatureVerifier = (token: string) => Promise<SignedClaims | null>;

/**
 * Creates what reads tokens. Signature work is paid once per exact token text. Only what can never change is remembered:
 * expiry and revocation are judged anew each time, and a token whose key has left the ring is
 * forgotten with it. Forged tokens are not remembered, so they can't push out real ones.
 */
export function createSignatureVerifier(options: SignatureVerifierOptions): SignatureVerifier {
  const known = new LRUCache<string, { claims: SignedClaims; key: VerifyingKey }>({ max: options.cacheSize });
  return async (token) => {
    const hit = known.get(token);
    if (hit !== undefined && (await findKey(options.keys(), hit.key.kid)) === hit.key) return hit.claims;
    const reading = await checkSignature(token, options);
    if (!reading.ok) return null;
    known.set(token, { claims: reading.claims, key: reading.key });
    return reading.claims;
  };
}

/** Reads a token anew and tells at which step it failed: for the operator, never for a client. */
export async function checkSignature(
  token: string,
  { keys, expected, customClaims }: Omit<SignatureVerifierOptions, "cacheSize">,
): Promise<SignatureCheck> {
  const form = parseCompact(token);
  if (form === null) return failed("form");
  const header = parseHeader(form.header);
  if (header === null) return failed("header");
  const key = await findKey(keys(), header.kid);
  if (key === undefined || key.alg !== header.alg) return failed("key");
  if (!(await isSignedBy(key, token))) return failed("signature");
  const { reserved, custom } = dividePayload(decodeJson(form.payload));
  const claims = parseClaims(reserved, header, expected[header.kind]);
  const own = claims && (await parseCustomClaims(customClaims, custom));
  return own === null ? failed("claims") : { ok: true, claims: { ...claims, custom: own } as SignedClaims, key };
}

function failed(step: SignatureStep): SignatureCheck {
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
