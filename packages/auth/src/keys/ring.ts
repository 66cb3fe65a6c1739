import { Unavailable } from "../errors.ts";
import { importPrivateKey, importPublicKey, type SigningKey, type VerifyingKey } from "./import-key.ts";
import { byKeyId, isPublicSet, KeySetError, parsePrivateKeys, parsePublicKeys } from "./key-set.ts";

/** The keys in use: one signs, all verify. Looked up by `kid` as an opaque key of a map. */
export interface KeyRing {
  readonly signing: SigningKey;
  readonly byId: ReadonlyMap<string, SigningKey>;
  /** The ring as it stands at its source at this moment, for one that is looked up only now and then. */
  readonly latest?: () => KeyRing;
}

/** Keys that verify and can't sign, for a service that must not hold the signing key. */
export interface PublicKeyRing {
  readonly signing: null;
  readonly byId: ReadonlyMap<string, VerifyingKey>;
  /**
   * Where the keys are published, for a ring that follows them: resolves when `byId` is fresh enough to
   * tell whether there is a key of this id. Rejects with `Unavailable` if the source can't be asked.
   */
  readonly refresh?: (kid: string) => Promise<void>;
}

/**
 * Makes a ring of a private JWK Set: the first key signs, all verify. Each key is bound to its one
 * algorithm (RFC 8725 §3.1). Done when it returns, so that a ring can be replaced between two tokens.
 * Throws `KeySetError` on anything weak, doubled, published as an example, or whose halves don't
 * belong together; an `Error` where Node.js is too old.
 *
 * @example
 * const [newest, oldest] = [await generateKeySet(), await generateKeySet()];
 * const ring = createKeyRing({ keys: [...newest.keys, ...oldest.keys] });
 * console.log(ring.signing.kid === newest.keys[0].kid, ring.byId.size); // true 2
 */
export function createKeyRing(keySet: unknown): KeyRing {
  if (isPublicSet(keySet)) {
    throw new KeySetError("holds public keys only, which can't sign (createPublicKeyRing makes a ring that verifies)");
  }
  const keys = importKeys(parsePrivateKeys(keySet), importPrivateKey);
  const byId = byKeyId(keys);
  const [signing] = keys;
  // Stryker disable next-line ConditionalExpression,CallExpression: narrows the type; the schema refuses an empty set
  if (signing === undefined) throw new KeySetError("must hold at least one key");
  return { signing, byId };
}

/**
 * Makes a ring of a public JWK Set as it is published (RFC 7517 §5): it verifies what the private halves
 * sign, and refuses to sign. Keys of other kinds and private halves are left out. Throws `KeySetError` on
 * anything malformed, doubled or published as an example, and if no key is left; an `Error` where Node.js
 * is too old.
 *
 * @example
 * const keys = createKeyRing(await generateKeySet());
 * const auth = createAuth({ issuer: "https://example.com", keys, store: memoryStore() });
 * const verifiesOnly = createPublicKeyRing(await auth.jwks());
 * console.log(verifiesOnly.signing, verifiesOnly.byId.size); // null 1
 */
export function createPublicKeyRing(keySet: unknown): PublicKeyRing {
  const keys = importKeys(parsePublicKeys(keySet), importPublicKey);
  return { signing: null, byId: byKeyId(keys) };
}

/**
 * Finds the key that signs: the first of the ring that isn't banned; if all are, of the ring as it stands at its source, where
 * another one may just have been made. Throws `KeySetError` in a ring that can't sign, and `Unavailable` if every key that
 * could is banned.
 */
export function signingKeyOf(ring: KeyRing | PublicKeyRing, banned: ReadonlySet<string>): SigningKey {
  if (ring.signing === null)
    throw new KeySetError("this ring holds public keys only: it verifies tokens and can't sign any");
  const found = firstOf(ring, banned) ?? (ring.latest && firstOf(ring.latest(), banned));
  if (found === undefined) throw new Unavailable("keys", new KeySetError("every signing key is banned"));
  return found;
}

function firstOf({ signing, byId }: KeyRing, banned: ReadonlySet<string>): SigningKey | undefined {
  return [signing, ...byId.values()].find(({ kid }) => !banned.has(kid));
}

/** Finds the key of this id, asked for at its source where the ring has one. Rejects with `Unavailable`. */
export async function findKey(ring: KeyRing | PublicKeyRing, kid: string): Promise<VerifyingKey | undefined> {
  // Stryker disable next-line ConditionalExpression: narrows the type; a signing ring has no source
  if (ring.signing === null) await ring.refresh?.(kid);
  return ring.byId.get(kid);
}

function importKeys<J, K>(keys: readonly { at: string; jwk: J }[], importKey: (jwk: J) => K): K[] {
  return keys.map(({ at, jwk }) => {
    try {
      return importKey(jwk);
    } catch (cause) {
      throw cause instanceof KeySetError ? new KeySetError(`${at}: ${cause.message}`) : cause;
    }
  });
}
