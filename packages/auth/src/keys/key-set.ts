import { z } from "zod";
import { isExampleKey } from "./known-keys.ts";

/** A key set that can't be used. Its message names what is wrong and where, never key material. */
export class KeySetError extends Error {
  override readonly name = "KeySetError";
}

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "must be 32 bytes in base64url");
const kid = z.string().regex(/^[\x21-\x7e]{1,128}$/, "must be 1 to 128 visible ASCII characters");

const ec = {
  kid,
  alg: z.literal("ES256"),
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: coordinate,
  y: coordinate,
};
const okp = { kid, alg: z.literal("EdDSA"), kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: coordinate };

const privateJwk = z.discriminatedUnion("alg", [
  z.object({ ...ec, d: coordinate }),
  z.object({ ...okp, d: coordinate }),
]);
const publicJwk = z.discriminatedUnion("alg", [z.object(ec), z.object(okp)]);
/** A key that none of our tokens can name: of another type or algorithm, or to encrypt with. */
const foreign = z.union([
  z.object({ kty: z.string().refine((kty) => kty !== "EC" && kty !== "OKP") }),
  z.object({ alg: z.string().refine((alg) => alg !== "ES256" && alg !== "EdDSA") }),
  z.object({ use: z.string().refine((use) => use !== "sig") }),
]);

export type PrivateJwk = z.infer<typeof privateJwk>;
export type PublicJwk = z.infer<typeof publicJwk>;

/** A private JWK Set (RFC 7517 §5), each key with `kid` and `alg`. */
export interface PrivateKeySet {
  readonly keys: PrivateJwk[];
}

const anyKeySet = z.object({ keys: z.array(z.unknown()).min(1, "must hold at least one key") });

/** Parses a private JWK Set. Throws `KeySetError` with everything that is wrong, and on a key of a specification. */
export function parsePrivateKeys(keySet: unknown): readonly Numbered<PrivateJwk>[] {
  return parseKeys(keySet, "private", (jwk) => privateJwk.safeParse(jwk));
}

/**
 * Parses a public JWK Set. Keys of other kinds than ours are left out (RFC 7517 §5), and so are private
 * halves. Throws `KeySetError` with everything that is wrong with the others, and if there are none.
 */
export function parsePublicKeys(keySet: unknown): readonly Numbered<PublicJwk>[] {
  const keys = parseKeys(keySet, "public", (jwk) => (foreign.safeParse(jwk).success ? null : publicJwk.safeParse(jwk)));
  if (keys.length === 0) throw new KeySetError("holds no key for ES256 or EdDSA");
  return keys;
}

/** Tells whether a set is one that is published: its keys have the forms of ours, and none a private half. */
export function isPublicSet(keySet: unknown): boolean {
  const half = z.object({ kty: z.enum(["EC", "OKP"]), d: z.undefined() });
  return z.object({ keys: z.array(half).min(1) }).safeParse(keySet).success;
}

/** A key, and where in its set it stands. */
interface Numbered<K> {
  readonly at: string;
  readonly jwk: K;
}

type Parsed<K> = { readonly success: true; readonly data: K } | { readonly success: false; readonly error: z.ZodError };

function parseKeys<K extends PublicJwk>(keySet: unknown, what: string, parse: (jwk: unknown) => Parsed<K> | null) {
  const set = anyKeySet.safeParse(keySet);
  if (!set.success) throw unusable(what, problemsOf(set.error));
  const keys = set.data.keys.map((jwk, i) => ({ at: `keys.${i}`, result: parse(jwk) }));
  const problems = keys.flatMap(({ at, result }) => (result?.success === false ? problemsOf(result.error, at) : []));
  if (problems.length > 0) throw unusable(what, problems);
  const good = keys.flatMap(({ at, result }) => (result?.success ? [{ at, jwk: result.data }] : []));
  const example = good.find(({ jwk }) => isExampleKey(jwk));
  if (example !== undefined) throw new KeySetError(`${example.at}: an example key that everybody knows`);
  return good;
}

function problemsOf({ issues }: z.ZodError, ...at: readonly string[]): string[] {
  return issues.map(({ path, message }) => `${[...at, ...path].join(".") || "the set"}: ${message}`);
}

function unusable(what: string, problems: readonly string[]): KeySetError {
  return new KeySetError(`not a usable ${what} JWK Set (${problems.join("; ")})`);
}

/** Puts keys into a map by their ids. Throws `KeySetError` if two share one. */
export function byKeyId<K extends { readonly kid: string }>(keys: readonly K[]): ReadonlyMap<string, K> {
  const byId = new Map(keys.map((key) => [key.kid, key]));
  if (byId.size !== keys.length) throw new KeySetError("two keys share a kid");
  return byId;
}
