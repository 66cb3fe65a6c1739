import { Buffer } from "node:buffer";

/** A token's three segments, canonical, not yet looked into. */
export interface CompactJws {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

/** Longest token that is looked at, in bytes. */
export const MAX_TOKEN_BYTES = 4096;

/**
 * Judges a compact JWS by its form alone (RFC 7515 §3.1): exactly three segments, each in the one
 * canonical base64url spelling (RFC 4648 §3.5, §5), at most 4096 bytes. Null for anything else.
 * A lax decoder would give one signed token many spellings.
 */
export function parseCompact(token: string): CompactJws | null {
  if (token.length > MAX_TOKEN_BYTES) return null;
  const [header, payload, signature, ...rest] = token.split(".", 4);
  if (rest.length > 0 || !isCanonical(header) || !isCanonical(payload) || !isCanonical(signature)) return null;
  return { header, payload, signature };
}

/** Decodes a canonical segment as JSON, undefined if it is none. */
export function decodeJson(segment: string): unknown {
  try {
    return JSON.parse(utf8.decode(Buffer.from(segment, "base64url")));
    // Stryker disable next-line BlockStatement: equivalent for every caller
  } catch {
    return undefined;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Base64url without padding (RFC 7515 §2), whose last character carries no bits that decoding would drop. */
const CANONICAL = /^(?:[\w-]{4})*(?:[\w-]{4}|[\w-][AQgw]|[\w-]{2}[048AEIMQUYcgkosw])$/;

function isCanonical(segment: string | undefined): segment is string {
  return segment !== undefined && CANONICAL.test(segment);
}
