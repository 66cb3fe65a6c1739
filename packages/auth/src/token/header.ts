import { z } from "zod";
import type { Algorithm } from "../keys/import-key.ts";
import { decodeJson } from "./compact.ts";

/** `at+jwt`: RFC 9068 §2.1. `rt+jwt` is ours: a refresh token can't stand in for an access token. */
export const TYPES = { access: "at+jwt", refresh: "rt+jwt" } as const;

export type Kind = keyof typeof TYPES;

export interface Header {
  readonly alg: Algorithm;
  readonly kid: string;
  readonly kind: Kind;
}

// Exactly what we write. Everything else a header may carry (crit, b64, jku, jwk, x5u, x5c, zip, …)
// asks the verifier to do something, and is refused by not being on this list (RFC 8725 §3).
const schema = z.strictObject({
  alg: z.enum(["ES256", "EdDSA"]),
  kid: z.string().min(1).max(128),
  typ: z.enum([TYPES.access, TYPES.refresh]),
});

/** Reads the protected header of a token of ours; null for any other. */
export function parseHeader(segment: string): Header | null {
  const parsed = schema.safeParse(decodeJson(segment));
  if (!parsed.success) return null;
  const { alg, kid, typ } = parsed.data;
  return { alg, kid, kind: typ === TYPES.access ? "access" : "refresh" };
}
