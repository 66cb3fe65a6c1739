import { expect, test } from "vitest";
import { createKeyRing, generateKeySet, KeySetError } from "../../src/index.ts";
import { signingKeyOf } from "../../src/keys/ring.ts";
import { createTestAuth } from "../../src/testing/index.ts";

function problemOf(keySet: unknown): string {
  try {
    createKeyRing(keySet);
  } catch (error) {
    expect(error).toBeInstanceOf(KeySetError);
    expect(error).toHaveProperty("name", "KeySetError");
    return (error as KeySetError).message;
  }
  throw new Error("the key set was taken");
}

test("Both algorithms sign and verify; the first key signs", async () => {
  for (const alg of ["ES256", "EdDSA"] as const) {
    const [first, second] = [await generateKeySet(alg), await generateKeySet()];
    const ring = createKeyRing({ keys: [...first.keys, ...second.keys] });
    expect(ring.signing.alg).toBe(alg);
    const { auth, login } = await createTestAuth({ ring });
    expect(await auth.verify((await login()).access.token)).toMatchObject({ ok: true });
  }
});

test("A bad key set is refused with the place, never key material", async () => {
  const { keys } = await generateKeySet();
  const key = { ...keys[0] } as Record<string, string>;
  const other = { ...(await generateKeySet()).keys[0] } as Record<string, string>;
  const [id, x, d] = ["keys.0.kid: must be 1 to 128", "keys.0.x: must be 32 bytes", "keys.0.d: must be 32 bytes"];
  const bad: Record<string, [set: unknown, problem: string]> = {
    "no set": [null, "private JWK Set (the set: "],
    "no keys": [{ keys: [] }, "private JWK Set (keys: must hold at least one key)"],
    "no kid": [{ keys: [{ ...key, kid: undefined }] }, "keys.0.kid: "],
    "no alg": [{ keys: [{ ...key, alg: undefined }] }, "keys.0.alg: "],
    RSA: [{ keys: [{ kty: "RSA", alg: "RS256", kid: "1", n: "AQAB", e: "AQAB", d: "AQAB" }] }, "keys.0.alg: "],
    "a shared secret": [{ keys: [{ kty: "oct", alg: "HS256", kid: "1", k: "c2VjcmV0" }] }, "keys.0.alg: "],
    "another algorithm for the curve": [{ keys: [{ ...key, alg: "EdDSA" }] }, "keys.0.kty: "],
    "public keys": [
      { keys: [key, (await generateKeySet("EdDSA")).keys[0]].map((each) => ({ ...each, d: undefined })) },
      "public keys only, which can't sign",
    ],
    "a public key among private ones": [{ keys: [key, { ...other, d: undefined }] }, "keys.1.d: "],
    "halves of two keys": [
      { keys: [{ ...key, x: other.x, y: other.y }] },
      "keys.0: the private and the public half don't belong together",
    ],
    "a point off the curve": [{ keys: [{ ...key, x: "A".repeat(43) }] }, "keys.0: not a valid key"],
    "a short key": [{ keys: [{ ...key, d: "AQAB" }] }, d],
    "a long key": [{ keys: [{ ...key, d: `${key.d}A` }] }, d],
    "a key after something else": [{ keys: [{ ...key, d: ` ${key.d}` }] }, d],
    "several things at once": [{ keys: [{ ...key, d: "AQAB", x: "AQAB" }] }, `${x} in base64url; ${d}`],
    "one kid twice": [{ keys: [key, { ...other, kid: key.kid }] }, "two keys share a kid"],
    "an example": [
      { keys: [key, { ...other, x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU" }] },
      "keys.1: an example key that everybody knows",
    ],
    "a control character in kid": [{ keys: [{ ...key, kid: "a\nb" }] }, id],
  };
  for (const [name, [set, expected]] of Object.entries(bad)) {
    const problem = problemOf(set);
    expect(problem, name).toContain(expected);
    for (const secret of [key.d, other.d, key.x]) expect(problem, name).not.toContain(secret);
  }
});

test("A private key can't be got out of the ring again", async () => {
  const { signing } = createKeyRing(await generateKeySet());
  expect(signing.privateKey.extractable).toBe(false);
  expect(signing.publicKey.extractable).toBe(true);
});

test("The published set holds public halves only", async () => {
  const { auth, ring } = await createTestAuth();
  const { keys } = await auth.jwks();
  expect(keys).toHaveLength(1);
  expect(keys[0]).toMatchObject({ kid: ring.signing.kid, alg: "ES256", use: "sig", kty: "EC", crv: "P-256" });
  expect(Object.keys(keys[0] ?? {}).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
});

test("If every key is banned, the ring's source is read again", async () => {
  const [old, made] = [createKeyRing(await generateKeySet()), createKeyRing(await generateKeySet())];
  const [ring, banned] = [{ ...old, latest: () => made }, new Set([old.signing.kid])];
  expect(signingKeyOf(ring, new Set())).toBe(old.signing);
  expect(signingKeyOf(ring, banned)).toBe(made.signing);
  const none = expect.objectContaining({ name: "Unavailable", dependency: "keys" });
  expect(() => signingKeyOf({ ...old, latest: () => old }, banned)).toThrow(none);
  expect(() => signingKeyOf(old, banned)).toThrow(none);
});
