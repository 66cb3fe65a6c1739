import type { Auth, Claims, Refusal } from "@curfew/auth";
import { type Credential, presentedToken } from "@curfew/http";
import { ApiError } from "./errors/api-error.ts";
import { requireToken } from "./presented-token.ts";

/**
 * Who a request is from. Asked for, not found out in advance: a request to public procedures costs
 * nothing, and one to many protected procedures is verified once.
 */
export interface Authentication {
  /**
   * Verifies the presented access token, by revocations that are at most so old (0: asks the store). Default: as old as
   * `auth` allows. Rejects with an `ApiError`, or `Unavailable`.
   */
  claims(maxStalenessMs?: number): Promise<Claims<"access">>;
}

export interface AuthenticationOptions {
  readonly auth: Auth;
  readonly credential: Credential;
  /** The least that a call of the request allows, so that a mixed batch asks only once. Default: as old as `auth` allows. */
  readonly maxStalenessMs?: number;
  /** What a refused token is answered with; left out: its code, and nothing else. */
  readonly refuse?: (refusal: Refusal) => Promise<ApiError>;
}

export function createAuthentication(options: AuthenticationOptions): Authentication {
  const { maxStalenessMs: leastMs = Number.POSITIVE_INFINITY } = options;
  let verified: { readonly maxStalenessMs: number; readonly claims: Promise<Claims<"access">> } | null = null;
  return {
    claims(wantedMs = Number.POSITIVE_INFINITY) {
      const maxStalenessMs = Math.min(wantedMs, leastMs);
      if (verified === null || verified.maxStalenessMs > maxStalenessMs) {
        verified = { maxStalenessMs, claims: authenticate(options, maxStalenessMs) };
      }
      return verified.claims;
    },
  };
}

async function authenticate(
  { auth, credential, refuse = byCode }: AuthenticationOptions,
  maxStalenessMs: number,
): Promise<Claims<"access">> {
  const verification = await auth.verify(await tokenOf(auth, credential), { maxStalenessMs });
  if (!verification.ok) throw await refuse(verification);
  return verification.claims;
}

async function byCode({ code }: Refusal): Promise<ApiError> {
  return new ApiError(code);
}

/** A browser drops the access cookie when its token expires; its refresh cookie tells that there was one. */
async function tokenOf(auth: Auth, credential: Credential): Promise<string> {
  const presented = presentedToken(credential, "access");
  if (presented.ok || presented.code !== "token_missing") return requireToken(credential, "access");
  const claims = await auth.verifySignature(requireToken(credential, "refresh"));
  throw new ApiError(claims?.kind === "refresh" ? "token_expired" : "token_missing");
}
