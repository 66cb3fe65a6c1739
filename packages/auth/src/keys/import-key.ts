import { createPrivateKey, createPublicKey, KeyObject, sign, verify } from "node:crypto";
import type { CryptoKey, JWK } from "jose";
import { KeySetError, type PrivateJwk, type PublicJwk } from "./key-set.ts";

export type Algorithm = "ES256" | "EdDSA";

export interface VerifyingKey {
  readonly kid: string;
  readonly alg: Algorithm;
  readonly publicKey: CryptoKey;
  /** The public half as it may be published. */
  readonly publicJwk: JWK;
}

export interface SigningKey extends VerifyingKey {
  readonly privateKey: CryptoKey;
}

/** How WebCrypto names an algorithm, and the digest that Node's own calls want named. */
const CRYPTO = {
  ES256: { name: { name: "ECDSA", namedCurve: "P-256" }, digest: "sha256" },
  EdDSA: { name: { name: "Ed25519" }, digest: null },
} as const;

/** Imports a public key. Throws `KeySetError` if it is none. */
export function importPublicKey(jwk: PublicJwk): VerifyingKey {
  checkPlatform();
  return importing(() => verifyingKey(createPublicKey({ key: jwk, format: "jwk" }), jwk));
}

/** Imports a private key that nothing can export again. Throws `KeySetError` if its halves don't belong together. */
export function importPrivateKey(jwk: PrivateJwk): SigningKey {
  checkPlatform();
  const { d: _private, ...publicHalf } = jwk;
  return importing(() => {
    const privateKey = createPrivateKey({ key: jwk, format: "jwk" });
    const publicKey = createPublicKey({ key: publicHalf, format: "jwk" });
    checkPair(CRYPTO[jwk.alg].digest, privateKey, publicKey);
    const key = privateKey.toCryptoKey(CRYPTO[jwk.alg].name, false, ["sign"]);
    return { ...verifyingKey(publicKey, publicHalf), privateKey: key } as SigningKey;
  });
}

function verifyingKey(publicKey: KeyObject, jwk: PublicJwk): VerifyingKey {
  const key = publicKey.toCryptoKey(CRYPTO[jwk.alg].name, true, ["verify"]);
  // Asserted, because Node's types and the DOM's tell one and the same class apart.
  return { kid: jwk.kid, alg: jwk.alg, publicKey: key, publicJwk: { ...jwk, use: "sig" } } as VerifyingKey;
}

/** Throws an `Error` where Node.js is too old to hand its keys to WebCrypto. */
function checkPlatform(): void {
  if (typeof KeyObject.prototype.toCryptoKey === "function") return;
  throw new Error(`@curfew/auth needs Node.js 22.18 or later; this is ${process.version}`);
}

/** The cause of a failure is dropped on purpose: its text may quote the key. */
function importing<K>(work: () => K): K {
  try {
    return work();
  } catch (cause) {
    throw cause instanceof KeySetError ? cause : new KeySetError("not a valid key");
  }
}

/** A pair whose halves don't match would sign tokens that nobody accepts. */
function checkPair(digest: string | null, privateKey: KeyObject, publicKey: KeyObject): void {
  const probe = crypto.getRandomValues(new Uint8Array(32));
  if (verify(digest, probe, publicKey, sign(digest, probe, privateKey))) return;
  throw new KeySetError("the private and the public half don't belong together");
}
