import { Buffer } from "node:buffer";
import { createPrivateKey, type JsonWebKey, sign } from "node:crypto";
import { type CustomClaims, createKeyRing, generateKeySet, type PrivateKeySet } from "../src/index.ts";
import { createTestAuth, type TestAuthOptions } from "../src/testing/index.ts";

/** A service together with its private key, so that a test can sign what the service never would. */
export async function withPrivateKey<C extends CustomClaims = CustomClaims>(options: TestAuthOptions<C> = {}) {
  const keySet = await generateKeySet();
  return { ...(await createTestAuth({ ...options, ring: createKeyRing(keySet) })), keySet };
}

/** Bytes and text as they are, anything else as JSON. */
export function encode(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64url");
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

export function decode(segment: string | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(segment ?? "", "base64url").toString());
}

export function split(token: string): [string, string, string] {
  return token.split(".") as [string, string, string];
}

/** Signs any header and payload with the service's own ES256 key, whatever they say. */
export function signRaw(keySet: PrivateKeySet, header: unknown, payload: unknown): string {
  const input = `${encode(header)}.${encode(payload)}`;
  const key = createPrivateKey({ key: keySet.keys[0] as unknown as JsonWebKey, format: "jwk" });
  return `${input}.${sign("sha256", Buffer.from(input), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}
