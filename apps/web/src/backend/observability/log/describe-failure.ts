import { codesOf, schemaTroubleOf } from "./cause.ts";

const WITH_CA = "name its own authority by NODE_EXTRA_CA_CERTS, or for Postgres by sslrootcert= in DATABASE_URL";

/** What a code means, and what to do about it: one sentence each. */
const REMEDIES: readonly (readonly [codes: RegExp, sentence: string])[] = [
  [
    /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(_LOCALLY)?)|CERT_UNTRUSTED)$/,
    `The server's certificate is refused, because no authority known here has signed it: ${WITH_CA}.`,
  ],
  [
    /^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/,
    "The server's certificate is refused, because it isn't valid today: have it renewed, or set this machine's clock.",
  ],
  [
    /^ERR_TLS_CERT_ALTNAME_INVALID$/,
    "The server's certificate is refused, because it is for another host: use the host that stands in it.",
  ],
  [
    /^(ERR_SSL_\w+|EPROTO)$/,
    "The server doesn't speak TLS where it was expected: see whether the URL's scheme, sslmode and port are right.",
  ],
];

/** One sentence with the remedy for a failure that only an operator can end; null for all others. It quotes nothing. */
export function describeFailure(error: unknown): string | null {
  const trouble = schemaTroubleOf(error);
  if (trouble !== null) return trouble;
  const codes = codesOf(error);
  return REMEDIES.find(([pattern]) => codes.some((code) => pattern.test(code)))?.[1] ?? null;
}
