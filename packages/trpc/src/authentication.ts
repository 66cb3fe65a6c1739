import type { Claims, CustomClaims, Refusal, Verifier } from "@curfew/auth";
import { type Credential, type PresentedToken, presentedToken } from "@curfew/http";
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
}

/** Why a request is not authenticated. Only of a revoked token it is told whose it was. */
export type Rejection =
  | Extract<PresentedToken, { ok: false }>
  | { readonly ok: false; readonly code: "token_invalid" | "token_expired" }
  | Extract<Refusal, { code: "token_revoked" }>;

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
  let verified: { readonly maxStalenessMs: number; readonly claims: Promise<Claims<"access", C>> } | null = null;
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

async function authenticate<C extends CustomClaims>(
  options: AuthenticationOptions<C>,
  maxStalenessMs: number,
): Promise<Claims<"access", C>> {
  const { reject = async (rejection) => rejectionError(rejection) } = options;
  const verified = await verifyPresented(options, maxStalenessMs);
  if (!verified.ok) throw await reject(verified);
  return verified.claims;
}

type Verified<C extends CustomClaims> = { readonly ok: true; readonly claims: Claims<"access", C> } | Rejection;

async function verifyPresented<C extends CustomClaims>(
  { auth, credential }: AuthenticationOptions<C>,
  maxStalenessMs: number,
): Promise<Verified<C>> {
  const access = presentedToken(credential, "access");
  if (access.ok) return auth.verify(access.token, { maxStalenessMs });
  if (access.code !== "token_missing") return access;
  // A browser drops the access cookie when its token expires; its refresh cookie tells that there was one.
  const refresh = presentedToken(credential, "refresh");
  if (!refresh.ok) return refresh;
  const claims = await auth.verifySignature(refresh.token);
  return { ok: false, code: claims?.kind === "refresh" ? "token_expired" : "token_missing" };
}

/** Makes the `AuthError` of a rejection. */
function rejectionError(rejection: Rejection): AuthError {
  return new AuthError(rejection.code, "cookie" in rejection ? { cookie: rejection.cookie } : {});
}
