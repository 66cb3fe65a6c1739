import { expect, test } from "vitest";
import {
  createAuth,
  createKeyRing,
  createPublicKeyRing,
  generateKeySet,
  KeySetError,
  type PublicKeyRing,
} from "../../src/index.ts";
import { createTestAuth, type TestAuth } from "../../src/testing/index.ts";

/** A service beside another one: the same store, and only the keys that are published. */
function verifierOf({ store, witness, clock, lifetimes }: TestAuth, ring: PublicKeyRing) {
  const limits = { timeoutMs: 200, maxStalenessMs: 0 };
  return createAuth({
    store,
    witness,
    lifetimes,
    ...limits,
    clock: clock.now,
    keys: () => ring,
    issuer: ISSUER,
  });
}

const ISSUER = "https://curfew.test";
const NO_KEY = {
  name: "KeySetError",
  message: "this ring holds public keys only: it verifies tokens and can't sign any",
};

test("With the published keys a service verifies and refuses revoked tokens", async () => {
  for (const alg of ["ES256", "EdDSA"] as const) {
    const issuer = await createTestAuth({ issuer: ISSUER, ring: createKeyRing(await generateKeySet(alg)) });
    const published = JSON.parse(JSON.stringify(await issuer.auth.jwks())) as unknown;
    const verifier = verifierOf(issuer, createPublicKeyRing(published));
    const { access, refresh } = await issuer.login();
    expect(await verifier.verify(access.token)).toMatchObject({ ok: true });
    expect(await verifier.jwks()).toEqual(await issuer.auth.jwks());
    const claims = await verifier.verifySignature(refresh.token);
    if (claims !== null) await verifier.revoke(claims);
    for (const auth of [issuer.auth, verifier]) {
      expect(await auth.verify(access.token)).toMatchObject({ ok: false, code: "token_revoked" });
    }
  }
});

test("A public key ring neither signs nor uses up a refresh token", async () => {
  const issuer = await createTestAuth({ issuer: ISSUER });
  const verifier = verifierOf(issuer, createPublicKeyRing(await issuer.auth.jwks()));
  const { access, refresh } = await issuer.login();
  const verification = await verifier.verify(access.token);
  if (!verification.ok) throw new Error("not verified");
  const signing = {
    sign: async () => verifier.issue(await verifier.createSession("user-1")),
    signCopy: () => verifier.signCopy(verification.claims),
    resign: () => verifier.reissue(verification.claims, "1"),
    rotate: () => verifier.rotate(refresh.token),
  };
  for (const [name, attempt] of Object.entries(signing)) await expect(attempt(), name).rejects.toMatchObject(NO_KEY);
  issuer.clock.advance({ seconds: 100 });
  const first = await issuer.auth.rotate(refresh.token);
  expect(first).toMatchObject({ ok: true });
});

test("A public set contains only our public keys", async () => {
  const { keys } = await generateKeySet();
  const others = [
    { kty: "RSA", kid: "1", n: "AQAB", e: "AQAB" },
    { kty: "EC", crv: "P-384", alg: "ES384", kid: "2", x: "AQAB", y: "AQAB" },
    { ...keys[0], kid: "3", use: "enc" },
  ];
  const ring = createPublicKeyRing({ keys: [...others, ...keys] });
  expect([...ring.byId.keys()]).toEqual([keys[0]?.kid]);
  expect(JSON.stringify([...ring.byId.values()])).not.toContain(keys[0]?.d);
});

test("A weak, duplicate or empty public set is refused with the place", async () => {
  const [key, other] = [(await generateKeySet()).keys[0], (await generateKeySet("EdDSA")).keys[0]];
  const bad: readonly [set: unknown, problem: string][] = [
    [null, "not a usable public JWK Set (the set: "],
    [{ keys: [] }, "keys: must hold at least one key"],
    [{ keys: [{ kty: "RSA", n: "AQAB", e: "AQAB" }] }, "holds no key for ES256 or EdDSA"],
    [{ keys: [{ ...key, kid: undefined }] }, "keys.0.kid: "],
    [{ keys: [{ ...key, alg: undefined }] }, "keys.0.alg: "],
    [{ keys: [other, { ...key, x: "AQAB" }] }, "keys.1.x: must be 32 bytes"],
    [{ keys: [other, { ...key, x: "A".repeat(43) }] }, "keys.1: not a valid key"],
    [{ keys: [key, { ...other, kid: key?.kid }] }, "two keys share a kid"],
  ];
  for (const [set, problem] of bad) {
    expect(() => createPublicKeyRing(set)).toThrow(KeySetError);
    expect(() => createPublicKeyRing(set)).toThrow(problem);
  }
});

test.for([
  ["RFC 7515", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"],
  ["RFC 7517", "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4"],
  ["RFC 8037", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"],
  ["the JWT debuggers", "EVs_o5-uQbTjL3chynL4wXgUg2R9q9UU8I5mEovUf84"],
])("The key that %s prints is refused", async ([, x]) => {
  const [key] = (await generateKeySet()).keys;
  expect(() => createPublicKeyRing({ keys: [{ ...key, x }] })).toThrow("keys.0: an example key");
});
