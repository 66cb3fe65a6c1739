import { createPrivateKey, type JsonWebKey, sign } from "node:crypto";
import { expect, test } from "vitest";
import { createKeyRing, generateKeySet, type PrivateKeySet } from "../../src/index.ts";
import { createTestAuth } from "../../src/testing/index.ts";
import { decode, encode, split } from "../forge.ts";

const INVALID = { ok: false, code: "token_invalid" };
const DIGESTS = { ES256: "sha256", EdDSA: null } as const;

/** Signs with one of the set's keys, by its own algorithm, whatever the header says. */
function signWith(jwk: PrivateKeySet["keys"][number], header: unknown, payload: unknown): string {
  const input = `${encode(header)}.${encode(payload)}`;
  const key = createPrivateKey({ key: jwk as unknown as JsonWebKey, format: "jwk" });
  const signature = sign(DIGESTS[jwk.alg], Buffer.from(input), { key, dsaEncoding: "ieee-p1363" });
  return `${input}.${signature.toString("base64url")}`;
}

test("A key verifies only its own id and algorithm", async () => {
  const keys = [(await generateKeySet("ES256")).keys, (await generateKeySet("EdDSA")).keys].flat();
  const { auth, login } = await createTestAuth({ ring: createKeyRing({ keys }) });
  const [header, payload] = split((await login()).access.token)
    .slice(0, 2)
    .map(decode);
  for (const signer of keys) {
    for (const { kid } of keys) {
      for (const alg of ["ES256", "EdDSA"]) {
        const answer = await auth.verify(signWith(signer, { ...header, kid, alg }, payload));
        const isRight = signer.kid === kid && signer.alg === alg;
        expect.soft(answer, `${signer.alg} as ${alg}`).toMatchObject(isRight ? { ok: true } : INVALID);
      }
    }
  }
});

test("What is malformed, of another form or another header reaches no key", async () => {
  const ring = createKeyRing(await generateKeySet());
  let touched = 0;
  const watched = {
    signing: ring.signing,
    get byId() {
      touched += 1;
      return ring.byId;
    },
  };
  const { auth, login } = await createTestAuth({ ring: watched });
  const { access } = await login();
  const [header, payload, signature] = split(access.token);
  const rubbish = [
    ...["", ".", "..", "a.b.c", `${access.token}.`, `${access.token}=`, ` ${access.token}`, `${header}.${payload}.`],
    ...[`${"A".repeat(4096)}.e30.AA`, `bm90IEpTT04.${payload}.${signature}`, `e30.${payload}.${signature}`],
    ...[{ alg: "none" }, { alg: "HS256" }, { crit: ["b64"] }, { jku: "https://evil.example" }, { typ: "JWT" }].map(
      (more) => `${encode({ ...decode(header), ...more })}.${payload}.${signature}`,
    ),
  ];
  touched = 0;
  for (const token of rubbish) expect.soft(await auth.verify(token), token.slice(0, 40)).toEqual(INVALID);
  expect(touched).toBe(0);
  expect(await auth.verify(access.token)).toMatchObject({ ok: true });
  expect(touched).toBeGreaterThan(0);
});
