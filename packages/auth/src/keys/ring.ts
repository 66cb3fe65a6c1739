import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import type { CryptoKey, JWK } from "jose";
import { z } from "zod";
import { isExampleKey } from "./examples.ts";

export type Algorithm = "ES256" | "EdDSA";

export interface SigningKey {
  readonly kid: string;
  readonly alg: Algorithm;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  /** The public half as it may be published. */
  readonly publicJwk: JWK;
}

/** The keys in use: one signs, all verify. Looked up by `kid` as an opaque key of a map. */
export interface KeyRing {
  readonly signing: SigningKey;
  readonly byId: ReadonlyMap<string, SigningKey>;
}

/** A key set that can't be used. Its message names what is wrong and where, never key material. */
export class KeySetError extends Error {
  override readonly name = "KeySetError";
}

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "must be 32 bytes in base64url");
const common = { kid: z.string().regex(/^[\x21-\x7e]{1,128}$/, "must be 1 to 128 visible ASCII characters") };

const privateKeySchema = z.discriminatedUnion("alg", [
  z.object({
    ...common,
    alg: z.literal("ES256"),
    kty: z.literal("EC"),
    crv: z.literal("P-256"),
    x: coordinate,
    y: coordinate,
    d: coordinate,
  }),
  z.object({
    ...common,
    alg: z.literal("EdDSA"),
    kty: z.literal("OKP"),
    crv: z.literal("Ed25519"),
    x: coordinate,
    d: coordinate,
  }),
]);

const keySetSchema = z.object({ keys: z.array(privateKeySchema).min(1, "must hold at least one key") });

/** A private JWK Set (RFC 7517 §5), each key with `kid` and `alg`. */
export type PrivateKeySet = z.infer<typeof keySetSchema>;
type PrivateJwk = PrivateKeySet["keys"][number];

/**
 * Makes a ring of a private JWK Set: the first key signs, all verify. Each key is bound to its one
 * algorithm (RFC 8725 §3.1). Done when it returns, so that a ring can be replaced between two tokens.
 * Throws `KeySetError` on anything weak, doubled, published as an example, or whose halves don't
 * belong together.
 */
export function createKeyRing(keySet: unknown): KeyRing {
  const ring = parseKeySet(keySet).keys.map(importKey);
  const byId = new Map(ring.map((key) => [key.kid, key]));
  if (byId.size !== ring.length) throw new KeySetError("two keys share a kid");
  const [signing] = ring;
  if (signing === undefined) throw new KeySetError("must hold at least one key");
  return { signing, byId };
}

function parseKeySet(keySet: unknown): PrivateKeySet {
  const parsed = keySetSchema.safeParse(keySet);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".") || "the set"}: ${issue.message}`);
  throw new KeySetError(`not a usable private JWK Set (${problems.join("; ")})`);
}

/** How WebCrypto names an algorithm, and the digest that Node's own calls want named. */
const CRYPTO = {
  ES256: { name: { name: "ECDSA", namedCurve: "P-256" }, digest: "sha256" },
  EdDSA: { name: { name: "Ed25519" }, digest: null },
} as const;

function importKey(jwk: PrivateJwk, index: number): SigningKey {
  const { d: _private, ...publicHalf } = jwk;
  if (isExampleKey(jwk)) throw new KeySetError(`keys.${index}: an example key that everybody knows`);
  try {
    const { privateKey, publicKey } = proven(jwk, publicHalf);
    const { name } = CRYPTO[jwk.alg];
    const halves = {
      privateKey: privateKey.toCryptoKey(name, false, ["sign"]),
      publicKey: publicKey.toCryptoKey(name, true, ["verify"]),
    };
    // Asserted, because Node's types and the DOM's tell one and the same class apart.
    return { kid: jwk.kid, alg: jwk.alg, ...halves, publicJwk: { ...publicHalf, use: "sig" } } as SigningKey;
  } catch (cause) {
    // The cause is dropped on purpose: its text may quote the key.
    throw new KeySetError(`keys.${index}: ${cause instanceof KeySetError ? cause.message : "not a valid key"}`);
  }
}

/** A pair whose halves don't match would sign tokens that nobody accepts. */
function proven(jwk: PrivateJwk, publicHalf: JWK): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  const privateKey = createPrivateKey({ key: jwk, format: "jwk" });
  const publicKey = createPublicKey({ key: publicHalf, format: "jwk" });
  const { digest } = CRYPTO[jwk.alg];
  const probe = crypto.getRandomValues(new Uint8Array(32));
  if (verify(digest, probe, publicKey, sign(digest, probe, privateKey))) return { privateKey, publicKey };
  throw new KeySetError("the private and the public half don't belong together");
}
