import { Buffer } from "node:buffer";
import { LRUCache } from "lru-cache";
import type { VerifyingKey } from "../keys/import-key.ts";
import { findKey, type KeyRing, type PublicKeyRing } from "../keys/ring.ts";
import { type Expectation, parseClaims, type SignedClaims } from "./claims.ts";
import { type CompactJws, decodeJson, parseCompact } from "./compact.ts";
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

export type SignatureCheck = ({ readonly ok: true } & Known) | { readonly ok: false; readonly failed: SignatureStep };

/** Reads a token: form → header → signature → claims. Null for anything that isn't wholly ours. */
export type SignatureVerifier = (token: string) => Promise<SignedClaims | null>;

/**
 * Creates what reads tokens. Signature work is paid once per exact token text, also by those who show it at once. Only
 * what can never change is remembered: expiry and revocation are judged anew each time, and a token whose key has left
 * the ring is forgotten with it. Forged tokens are not remembered, so they can't push out real ones.
 */
export function createSignatureVerifier(options: SignatureVerifierOptions): SignatureVerifier {
  const known = new LRUCache<string, Known>({ max: options.cacheSize });
  const running = new Map<string, Promise<Known | null>>();
  const isCurrent = async ({ key }: Known) => (await findKey(options.keys(), key.kid)) === key;
  const read = async (token: string) => {
    const reading = await checkSignature(token, options);
    if (reading.ok) known.set(token, reading);
    return reading.ok ? reading : null;
  };
  return async (token) => {
    const shared = known.get(token) ?? running.get(token);
    const hit = shared && (await shared);
    if (hit && (await isCurrent(hit))) return hit.claims;
    const reading = read(token).finally(() => running.delete(token));
    running.set(token, reading);
    return (await reading)?.claims ?? null;
  };
}

/** What a token said, and the key that had signed it. */
interface Known {
  readonly claims: SignedClaims;
  readonly key: VerifyingKey;
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
  if (!(await isSignedBy(key, form))) return failed("signature");
  const { reserved, custom } = dividePayload(decodeJson(form.payload));
  const claims = parseClaims(reserved, header, expected[header.kind]);
  const own = claims && (await parseCustomClaims(customClaims, custom));
  return own === null ? failed("claims") : { ok: true, claims: { ...claims, custom: own } as SignedClaims, key };
}

function failed(step: SignatureStep): SignatureCheck {
  return { ok: false, failed: step };
}

/** WebCrypto's parameters of an algorithm (RFC 7518 §3.4, RFC 8037 §3.1). */
const PARAMETERS = { ES256: { name: "ECDSA", hash: "SHA-256" }, EdDSA: { name: "Ed25519" } } as const;

/**
 * Checks a JWS signature (RFC 7515 §5.2). The form and the header were judged before, with more rigour than jose's own
 * verification has, so that only this call of WebCrypto is left of it.
 */
function isSignedBy({ alg, publicKey }: VerifyingKey, { header, payload, signature }: CompactJws): Promise<boolean> {
  const signed = Buffer.from(`${header}.${payload}`, "latin1");
  return crypto.subtle.verify(PARAMETERS[alg], publicKey, Buffer.from(signature, "base64url"), signed);
}
