import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { parseCompact } from "../../src/token/compact.ts";
import { signRaw, split, withPrivateKey } from "../forge.ts";

const INVALID = { ok: false, code: "token_invalid" };

/** Every other text that a lax base64url decoder takes for the same token. */
function respellings(token: string): Record<string, string> {
  const [header, payload, signature] = split(token);
  const respell = (segment: string) => {
    // 64 bytes end in a character of which only the upper bits count.
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const last = alphabet.indexOf(segment.at(-1) ?? "");
    return segment.slice(0, -1) + alphabet[last ^ 1];
  };
  return {
    "padding on the signature": `${token}==`,
    "padding on the header": `${header}=.${payload}.${signature}`,
    "trailing bits that are ignored": `${header}.${payload}.${respell(signature)}`,
    "standard base64 alphabet": `${header}.${payload}.${signature.replaceAll("-", "+").replaceAll("_", "/")}+`,
    "white space before": ` ${token}`,
    "white space after": `${token} `,
    "a line feed": `${token}\n`,
    "a tab inside": `${header}.${payload}.\t${signature}`,
    "a NUL": `${token}\0`,
    "four segments": `${token}.`,
    "five segments": `${token}.a.b`,
    "two segments": `${header}.${payload}`,
    "no signature": `${header}.${payload}.`,
    "a full-width dot": token.replace(".", "．"),
  };
}

test("A re-spelled token passes nowhere: not before its revocation, not after it", async () => {
  const { auth, login } = await withPrivateKey();
  const { access } = await login();
  expect(await auth.verify(access.token)).toMatchObject({ ok: true });
  const spellings = Object.entries(respellings(access.token));
  for (const [name, spelling] of spellings) expect.soft(await auth.verify(spelling), name).toEqual(INVALID);

  const claims = await auth.verifySignature(access.token);
  if (claims === null) throw new Error("the token is ours");
  await auth.revoke(claims);
  expect(await auth.verify(access.token)).toMatchObject({ code: "token_revoked" });
  for (const [name, spelling] of spellings) expect.soft(await auth.verify(spelling), name).toEqual(INVALID);
});

test("Revoking a token revokes the twin of its ES256 signature", async () => {
  const { auth, login } = await withPrivateKey();
  const { access } = await login();
  const twin = twinOf(access.token);
  expect(twin).not.toBe(access.token);
  expect(await auth.verify(twin)).toMatchObject({ ok: true });
  const claims = await auth.verifySignature(access.token);
  if (claims === null) throw new Error("the token is ours");
  await auth.revoke(claims);
  expect(await auth.verify(twin)).toMatchObject({ ok: false, code: "token_revoked" });
});

/** (r, s) and (r, n − s) both verify. */
function twinOf(token: string): string {
  const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const [header, payload, signature] = split(token);
  const bytes = Buffer.from(signature, "base64url");
  const s = n - BigInt(`0x${bytes.subarray(32).toString("hex")}`);
  const twin = Buffer.concat([bytes.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, "0"), "hex")]);
  return `${header}.${payload}.${twin.toString("base64url")}`;
}

test("A token of 4097 bytes is refused, whatever its signature", async () => {
  const { auth, keySet, ring } = await withPrivateKey({ issuer: "https://curfew.test" });
  const kid = ring.signing.kid;
  const token = (padding: number) =>
    signRaw(keySet, { alg: "ES256", kid, typ: "at+jwt" }, `{"a":"${"x".repeat(padding)}"}`);
  const overhead = token(0).length;
  const longest = token(Math.floor(((4096 - overhead) * 3) / 4));
  expect(longest.length).toBeLessThanOrEqual(4096);
  expect(longest.length).toBeGreaterThan(4090);
  expect(parseCompact(longest)).not.toBeNull();
  const longer = token(Math.floor(((4096 - overhead) * 3) / 4) + 3);
  expect(longer.length).toBeGreaterThan(4096);
  expect(parseCompact(longer)).toBeNull();
  expect(await auth.verify(longer)).toEqual(INVALID);
});

test("A malformed token costs no question and throws nothing", async () => {
  const { auth, store } = await withPrivateKey();
  const rubbish = ["", ".", "..", "...", "a.b.c", "null.null.null", "é.é.é", "💥.💥.💥", "{}.{}.{}", "A".repeat(4096)];
  for (const token of rubbish) expect(await auth.verify(token)).toEqual(INVALID);
  expect(store.calls.read).toBe(0);
});
