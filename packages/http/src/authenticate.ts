import type { CustomClaims, Refusal, Verification, Verifier } from "@curfew/auth";
import { type Credential, type PresentedToken, presentedToken } from "./credential.ts";

/** Why a request is not authenticated. Only of a revoked token it is told whose it was. */
export type Rejection =
  | Extract<PresentedToken, { ok: false }>
  | { readonly ok: false; readonly code: "token_invalid" | "token_expired" }
  | Extract<Refusal, { code: "token_revoked" }>;

export type RequestAuthentication<C extends CustomClaims = CustomClaims> =
  | Extract<Verification<C>, { ok: true }>
  | Rejection;

export interface AuthenticateOptions<C extends CustomClaims = CustomClaims> {
  readonly auth: Pick<Verifier<C>, "verify" | "verifySignature">;
  readonly credential: Credential;
  /** How old the revocations may be that a pass rests on, milliseconds. Default, and the most: what `auth` was created with. */
  readonly maxStalenessMs?: number;
}

/**
 * Verifies the access token that a request presents. Rejects with `Unavailable` if the blacklist can't be asked.
 *
 * @example
 * const { auth } = await createTestAuth();
 * const { access } = await auth.issue(await auth.createSession("ann"));
 * const headers = new Headers({ authorization: `Bearer ${access.token}` });
 * const credential = readCredential(headers, cookieNames("https://app.example"));
 * console.log((await authenticate({ auth, credential })).ok); // true
 */
export async function authenticate<C extends CustomClaims = CustomClaims>({
  auth,
  credential,
  maxStalenessMs = Number.POSITIVE_INFINITY,
}: AuthenticateOptions<C>): Promise<RequestAuthentication<C>> {
  const access = presentedToken(credential, "access");
  if (access.ok) return auth.verify(access.token, { maxStalenessMs });
  if (access.code !== "token_missing") return access;
  // A browser drops the access cookie when its token expires; its refresh cookie tells that there was one.
  const refresh = presentedToken(credential, "refresh");
  if (!refresh.ok) return refresh;
  const claims = await auth.verifySignature(refresh.token);
  return { ok: false, code: claims?.kind === "refresh" ? "token_expired" : "token_missing" };
}
