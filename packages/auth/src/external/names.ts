import { base64url } from "jose";
import { canonicalJson } from "./canonical-json.ts";
import type { TokenFacts } from "./payload.ts";

export type RecordKind = "token" | "session" | "subject";

/**
 * Names the records of tokens that somebody else signed. A name holds a digest of `iss`, since two issuers may use one
 * `jti`, and begins otherwise than those of tokens that Curfew signed.
 */
export interface RecordNames {
  /** Names the record of one id of an issuer. */
  of(issuer: string, kind: RecordKind, id: string): Promise<string>;
  /** Names the records that can end a token; null where it names no session, or no subject. */
  ofToken(facts: TokenFacts): Promise<Readonly<Record<RecordKind, string | null>> & { readonly token: string }>;
}

/** Creates what names records. */
export function createRecordNames(): RecordNames {
  const issuerName = createIssuerNames();
  const of: RecordNames["of"] = async (issuer, kind, id) => {
    // A usual id is kept as it is, so that an operator finds it; any other one as a digest.
    const shown = USUAL.test(id) ? `=${id}` : `#${await digest(id)}`;
    return `external:${await issuerName(issuer)}:${kind}:${shown}`;
  };
  const ofClaims = async ({ issuer, payload }: TokenFacts) =>
    `external:${await issuerName(issuer)}:claims:${await digest(canonicalJson(payload))}`;
  return {
    of,
    async ofToken(facts) {
      const { issuer, tokenId, sessionId, subject } = facts;
      const [token, session, user] = await Promise.all([
        // Two tokens with equal claims are one.
        tokenId === null ? ofClaims(facts) : of(issuer, "token", tokenId),
        sessionId && of(issuer, "session", sessionId),
        subject && of(issuer, "subject", subject),
      ]);
      return { token, session, subject: user };
    },
  };
}

const USUAL = /^[\x21-\x7e]{1,200}$/;

/** There are few issuers, and each token has one. */
const MOST_ISSUERS = 64;

function createIssuerNames(): (issuer: string) => Promise<string> {
  const names = new Map<string, Promise<string>>();
  return (issuer) => {
    const known = names.get(issuer);
    if (known !== undefined) return known;
    if (names.size >= MOST_ISSUERS) names.clear();
    const name = digest(issuer);
    names.set(issuer, name);
    return name;
  };
}

/** Computes the SHA-256 digest of a text, in base64url. */
async function digest(text: string): Promise<string> {
  return base64url.encode(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))));
}
