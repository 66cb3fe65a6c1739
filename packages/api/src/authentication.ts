import type { Auth, Claims, Refusal } from "@curfew/auth";
import { type Credential, cookieToken } from "./credential.ts";
import { ApiError } from "./errors/api-error.ts";

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
  const verification = await auth.verify(await presentedToken(auth, credential), { maxStalenessMs });
  if (!verification.ok) throw await refuse(verification);
  return verification.claims;
}

async function byCode({ code }: Refusal): Promise<ApiError> {
  return new ApiError(code);
}

async function presentedToken(auth: Auth, credential: Credential): Promise<string> {
  if (credential.kind === "bearer") return credential.token ?? missing();
  return cookieToken(credential, "access") ?? (await missingCookie(auth, credential));
}

function missing(): never {
  throw new ApiError("token_missing");
}

/** A browser drops the access cookie when its token expires; its refresh cookie tells that there was one. */
async function missingCookie(auth: Auth, credential: Credential): Promise<never> {
  const token = cookieToken(credential, "refresh");
  const claims = token === undefined ? null : await auth.verifySignature(token);
  throw new ApiError(claims?.kind === "refresh" ? "token_expired" : "token_missing");
}
