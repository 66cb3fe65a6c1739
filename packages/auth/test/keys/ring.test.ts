import { expect, test } from "vitest";
import { createKeyRing, generateKeySet, KeySetError } from "../../src/index.ts";
import { createTestAuth } from "../../src/testing/index.ts";

function problemOf(keySet: unknown): string {
  try {
    createKeyRing(keySet);
  } catch (error) {
    expect(error).toBeInstanceOf(KeySetError);
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

test("A key set that is weak, incomplete, doubled or broken is refused with the place, never with key material", async () => {
  const { keys } = await generateKeySet();
  const key = { ...keys[0] } as Record<string, string>;
  const other = { ...(await generateKeySet()).keys[0] } as Record<string, string>;
  const bad: Record<string, unknown> = {
    "no set": null,
    "no keys": { keys: [] },
    "no kid": { keys: [{ ...key, kid: undefined }] },
    "no alg": { keys: [{ ...key, alg: undefined }] },
    RSA: { keys: [{ kty: "RSA", alg: "RS256", kid: "1", n: "AQAB", e: "AQAB", d: "AQAB" }] },
    "a shared secret": { keys: [{ kty: "oct", alg: "HS256", kid: "1", k: "c2VjcmV0" }] },
    "another algorithm for the curve": { keys: [{ ...key, alg: "EdDSA" }] },
    "a public key": { keys: [{ ...key, d: undefined }] },
    "halves of two keys": { keys: [{ ...key, x: other.x, y: other.y }] },
    "a short key": { keys: [{ ...key, d: "AQAB" }] },
    "one kid twice": { keys: [key, { ...other, kid: key.kid }] },
    "an example": { keys: [{ ...key, x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU" }] },
    "a control character in kid": { keys: [{ ...key, kid: "a\nb" }] },
  };
  for (const [name, set] of Object.entries(bad)) {
    const problem = problemOf(set);
    for (const secret of [key.d, other.d, key.x]) expect(problem, name).not.toContain(secret);
  }
});

test("The published set holds public halves only", async () => {
  const { auth, ring } = await createTestAuth();
  const { keys } = auth.jwks();
  expect(keys).toHaveLength(1);
  expect(keys[0]).toMatchObject({ kid: ring.signing.kid, alg: "ES256", use: "sig", kty: "EC", crv: "P-256" });
  expect(Object.keys(keys[0] ?? {}).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
});
