import type { Claims, CustomClaims, Verifier } from "@curfew/auth";
import { authenticate, type Credential, type Rejection } from "@curfew/http";
import type { TRPCError } from "@trpc/server";
import { AuthError } from "./auth-error.ts";

/**
 * Tells who a request is from. Asked for, not found out in advance: a request to public procedures costs
 * nothing, and one to many protected procedures is verified once.
 */
export interface Authentication<C extends CustomClaims = CustomClaims> {
  /**
   * Verifies the presented access token, by revocations that are at most so old (0: asks the store). Default: as old as
   * `auth` allows. Rejects with an `AuthError`, or what `reject` makes of it, and with `Unavailable`.
   */
  claims(maxStalenessMs?: number): Promise<Claims<"access", C>>;
  /** Does the same, and tells how old the revocations were that it rests on. */
  verify(maxStalenessMs?: number): Promise<Verified<C>>;
}

/** A live access token. */
export interface Verified<C extends CustomClaims = CustomClaims> {
  readonly claims: Claims<"access", C>;
  /** How old the revocations were that it was verified by, milliseconds; 0: the store was asked. */
  readonly evidenceAgeMs: number;
}

export interface AuthenticationOptions<C extends CustomClaims = CustomClaims> {
  readonly auth: Pick<Verifier<C>, "verify" | "verifySignature">;
  readonly credential: Credential;
  /** The least that a call of the request allows, so that a mixed batch asks only once. Default: as old as `auth` allows. */
  readonly maxStalenessMs?: number;
  /** Makes the error that a rejection is answered with. Default: an `AuthError`. */
  readonly reject?: (rejection: Rejection) => Promise<TRPCError>;
}

/**
 * Creates the authentication of one request, for its tRPC context.
 *
 * @example
 * const { auth, login } = await createTestAuth(); // of `@curfew/auth/testing`
 * const { access } = await login("ann");
 * const headers = new Headers({ authorization: `Bearer ${access.token}` });
 * const credential = readCredential(headers, cookieNames("https://app.example")); // of `@curfew/http`
 * const authentication = createAuthentication({ auth, credential }); // for the context
 * console.log((await authentication.claims()).subject); // ann
 */
export function createAuthentication<C extends CustomClaims = CustomClaims>(
  options: AuthenticationOptions<C>,
): Authentication<C> {
  const { maxStalenessMs: leastMs = Number.POSITIVE_INFINITY } = options;
  let last: { readonly maxStalenessMs: number; readonly verified: Promise<Verified<C>> } | null = null;
  const verifyOnce = (wantedMs = Number.POSITIVE_INFINITY) => {
    const maxStalenessMs = Math.min(wantedMs, leastMs);
    if (last === null || last.maxStalenessMs > maxStalenessMs) {
      last = { maxStalenessMs, verified: verify(options, maxStalenessMs) };
    }
    return last.verified;
  };
  return {
    verify: verifyOnce,
    claims: async (wantedMs) => (await verifyOnce(wantedMs)).claims,
  };
}

async function verify<C extends CustomClaims>(
  { auth, credential, reject = async (rejection) => rejectionError(rejection) }: AuthenticationOptions<C>,
  maxStalenessMs: number,
): Promise<Verified<C>> {
  const result = await authenticate({ auth, credential, maxStalenessMs });
  if (!result.ok) throw await reject(result);
  return result;
}

/** Makes the `AuthError` of a rejection. */
function rejectionError(rejection: Rejection): AuthError {
  return new AuthError(rejection.code, "cookie" in rejection ? { cookie: rejection.cookie } : {});
}
