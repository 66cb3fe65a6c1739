import { calculateJwkThumbprint, exportJWK, generateKeyPair } from "jose";
import type { Algorithm } from "./import-key.ts";
import type { PrivateKeySet } from "./key-set.ts";

/**
 * Makes a private JWK Set of one fresh key, `kid` its thumbprint (RFC 7638). ES256 unless told otherwise. Keep the set:
 * losing it makes every token invalid.
 *
 * @example
 * const { keys } = await generateKeySet("EdDSA");
 * console.log(keys[0].alg); // EdDSA
 */
export async function generateKeySet(alg: Algorithm = "ES256"): Promise<PrivateKeySet> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { keys: [{ ...jwk, kid, alg }] } as PrivateKeySet;
}
