import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CompactEncrypt, exportSPKI, type JWK } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decode, encode, signRaw, split, withPrivateKey } from "../forge.ts";

const INVALID = { ok: false, code: "token_invalid" };

let fetched = 0;
const bait = createServer((_, answer) => {
  fetched += 1;
  answer.end("{}");
});
beforeAll(() => new Promise<void>((resolve) => bait.listen(0, "127.0.0.1", resolve)));
afterAll(() => new Promise((resolve) => bait.close(resolve)));
const baitUrl = () => `http://127.0.0.1:${(bait.address() as AddressInfo).port}/`;

async function loggedIn() {
  const service = await withPrivateKey();
  const { access } = await service.login();
  const [header, payload] = split(access.token).slice(0, 2).map(decode) as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  return {
    ...service,
    header,
    payload,
    sign: (more: object) => signRaw(service.keySet, { ...header, ...more }, payload),
  };
}

test("Only the header we write is accepted, signed by us or not", async () => {
  const { auth, sign, header, keySet, payload } = await loggedIn();
  expect(await auth.verify(sign({}))).toMatchObject({ ok: true });
  const { publicJwk } = { publicJwk: { ...keySet.keys[0], d: undefined } };
  const additions = [
    { crit: ["b64"], b64: false },
    { crit: ["exp"], exp: 1 },
    { crit: [] },
    { b64: true },
    { jku: baitUrl() },
    { jwk: publicJwk },
    { x5u: baitUrl() },
    { x5c: ["MII"] },
    { x5t: "x" },
    { zip: "DEF" },
    { cty: "JWT" },
    { typ: "JWT" },
    { typ: "AT+JWT" },
    { typ: "application/at+jwt" },
    { typ: undefined },
    { typ: ["at+jwt"] },
    { alg: "Ed25519" },
    { alg: "es256" },
    { alg: ["ES256"] },
    { kid: undefined },
    { kid: "unknown" },
    { kid: [header.kid] },
    { kid: "" },
    { kid: "k".repeat(129) },
  ];
  for (const addition of additions) {
    expect.soft(await auth.verify(sign(addition)), JSON.stringify(addition)).toEqual(INVALID);
  }
  for (const odd of ["[]", "null", '"x"', "1", "{", "\ufeff{}", ""]) {
    expect.soft(await auth.verify(signRaw(keySet, odd, payload)), odd).toEqual(INVALID);
  }
  expect(fetched).toBe(0);
});

test("A segment is valid UTF-8 without a byte order mark", async () => {
  const { auth, header, keySet, payload } = await loggedIn();
  const text = JSON.stringify(header);
  expect(await auth.verify(signRaw(keySet, text, payload))).toMatchObject({ ok: true });
  expect(await auth.verify(signRaw(keySet, `\ufeff${text}`, payload))).toEqual(INVALID);
  // Of two fields of one name JSON takes the last: without a look at the bytes these would be ours.
  const broken = (field: string, json: string) =>
    Buffer.concat([Buffer.from(`{"${field}":"`), Buffer.from([0xff]), Buffer.from(`",${json.slice(1)}`)]);
  expect(await auth.verify(signRaw(keySet, broken("typ", text), payload))).toEqual(INVALID);
  expect(await auth.verify(signRaw(keySet, header, broken("sub", JSON.stringify(payload))))).toEqual(INVALID);
});

test("A key id is opaque: names of Object.prototype find nothing", async () => {
  const { auth, sign } = await loggedIn();
  for (const kid of ["__proto__", "constructor", "toString", "hasOwnProperty", "get", "size"]) {
    expect(await auth.verify(sign({ kid }))).toEqual(INVALID);
  }
});

test("Unsigned tokens, foreign algorithms and HMAC with public keys are refused", async () => {
  const { auth, header, payload, ring, keySet } = await loggedIn();
  const none = `${encode({ ...header, alg: "none" })}.${encode(payload)}.`;
  expect(await auth.verify(none)).toEqual(INVALID);
  expect(await auth.verify(`${none}AA`)).toEqual(INVALID);
  const spki = await exportSPKI(ring.signing.publicKey);
  for (const secret of [spki, JSON.stringify(ring.signing.publicJwk), String(keySet.keys[0]?.x), ""]) {
    const input = `${encode({ ...header, alg: "HS256" })}.${encode(payload)}`;
    const mac = createHmac("sha256", secret).update(input).digest("base64url");
    expect(await auth.verify(`${input}.${mac}`)).toEqual(INVALID);
  }
});

test("Zero, DER and truncated signatures are refused (CVE-2022-21449)", async () => {
  const { auth, login } = await withPrivateKey();
  const [header, payload, signature] = split((await login()).access.token);
  const bytes = Buffer.from(signature, "base64url");
  const odd = [Buffer.alloc(64), Buffer.alloc(64, 255), bytes.subarray(0, 63), Buffer.concat([bytes, Buffer.alloc(1)])];
  for (const one of odd) {
    expect(await auth.verify(`${header}.${payload}.${one.toString("base64url")}`)).toEqual(INVALID);
  }
});

test("An encrypted token is refused, even one encrypted for our own key", async () => {
  const { auth, ring, payload } = await loggedIn();
  const { use: _, alg: __, ...publicKey } = ring.signing.publicJwk;
  const jwe = await new CompactEncrypt(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: "ECDH-ES", enc: "A128GCM", kid: ring.signing.kid })
    .encrypt({ ...publicKey, alg: "ECDH-ES" } as JWK);
  expect(jwe.split(".")).toHaveLength(5);
  expect(await auth.verify(jwe)).toEqual(INVALID);
});

test("A token signed by another key under our key id is refused", async () => {
  const ours = await loggedIn();
  const theirs = await withPrivateKey();
  expect(await ours.auth.verify(signRaw(theirs.keySet, ours.header, ours.payload))).toEqual(INVALID);
});
