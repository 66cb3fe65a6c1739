import type { Claims, Clock, CustomClaims, Verifier } from "@curfew/auth";
import { AuthHttpError, httpErrorOf, rejectionError } from "./auth-http-error.ts";
import { authenticate } from "./authenticate.ts";
import { cookieNames } from "./cookies.ts";
import { type Credential, readCredential } from "./credential.ts";
import { mayChangeState, type OriginPolicy } from "./origin.ts";

export interface RequestAuthenticatorOptions<C extends CustomClaims = CustomClaims> {
  /** What `createAuth` made. */
  readonly auth: Pick<Verifier<C>, "verify" | "verifySignature">;
  /**
   * The app's own origin, `https://app.example`. With it the session's cookies are read too, and a request that changes
   * something by their help, or opens a WebSocket, must come from this origin. Without it only the Bearer header counts.
   */
  readonly appOrigin?: string | undefined;
  /** As in `cookieNames`. */
  readonly cookiePrefix?: string | undefined;
  /** False: a request without a token passes, without claims. One with a bad token never does. Default true. */
  readonly credentialsRequired?: boolean | undefined;
  /** How old the revocations may be that a pass rests on, milliseconds. Default, and the most: what `auth` was created with. */
  readonly maxStalenessMs?: number | undefined;
}

/** The options of a framework's package: what it protects also ends with its session. */
export interface ProtectionOptions<C extends CustomClaims = CustomClaims> extends RequestAuthenticatorOptions<C> {
  readonly auth: Pick<Verifier<C>, "verify" | "verifySignature" | "checkSessions">;
  /** The one of `auth`. Default: the system's. */
  readonly clock?: Clock | undefined;
}

/** A request as a framework's middleware hands it on. */
export interface AuthenticatedRequest {
  readonly method: string;
  /** All its headers, or `authorization`, `cookie`, `origin`, `sec-fetch-site` and `upgrade` of them. */
  readonly headers: Headers;
  /** The token, where it was taken from elsewhere than the Bearer header or the cookies; null: there is none there. */
  readonly token?: string | null | undefined;
}

/**
 * Resolves with the claims of a request's live access token; null if none was presented and none is required. Rejects with an
 * `AuthHttpError` for every other: 401, 403, or 503 where the blacklist can't be asked.
 */
export type RequestAuthenticator<C extends CustomClaims = CustomClaims> = (
  request: AuthenticatedRequest,
) => Promise<Claims<"access", C> | null>;

/**
 * Creates what the middleware of any framework needs: it authenticates a request. CORS preflights are the framework's to let
 * through (`isPreflight`).
 *
 * @example
 * const { auth } = await createTestAuth();
 * const authenticateRequest = createRequestAuthenticator({ auth });
 * const { access } = await auth.issue(await auth.createSession("ann"));
 * const headers = new Headers({ authorization: `Bearer ${access.token}` });
 * console.log((await authenticateRequest({ method: "GET", headers }))?.subject); // ann
 */
export function createRequestAuthenticator<C extends CustomClaims = CustomClaims>(
  options: RequestAuthenticatorOptions<C>,
): RequestAuthenticator<C> {
  const { auth, credentialsRequired = true, maxStalenessMs = Number.POSITIVE_INFINITY } = options;
  const policy = policyOf(options);
  return async (request) => {
    const credential = credentialOf(request, policy);
    assertOwnOrigin(request, credential, policy);
    const result = await authenticate({ auth, credential, maxStalenessMs }).catch((error: unknown) => {
      throw httpErrorOf(error);
    });
    if (result.ok) return result.claims;
    if (result.code === "token_missing" && !credentialsRequired) return null;
    throw rejectionError(result);
  };
}

/**
 * Tells whether a request is a CORS preflight (Fetch §3.3.2), which browsers send without any credential.
 *
 * @example
 * console.log(isPreflight("OPTIONS", new Headers({ "access-control-request-method": "GET" }))); // true
 */
export function isPreflight(method: string, headers: { get(name: string): string | null | undefined }): boolean {
  return method === "OPTIONS" && headers.get("access-control-request-method") != null;
}

function credentialOf({ headers, token }: AuthenticatedRequest, policy: OriginPolicy | null): Credential {
  if (token !== undefined) return { kind: "bearer", token: token || null };
  return readCredential(headers, policy?.cookies ?? NO_COOKIES);
}

/** No cookie has such a name. */
const NO_COOKIES = { access: "", refresh: "" } as const;

function assertOwnOrigin(request: AuthenticatedRequest, { kind }: Credential, policy: OriginPolicy | null): void {
  // A page of any site can open a WebSocket, and read what comes back, with our cookies (RFC 6455 §10.2).
  const isSafe = SAFE.has(request.method) && !request.headers.has("upgrade");
  if (policy === null || kind === "bearer" || isSafe) return;
  if (!mayChangeState(request.headers, policy, "reads")) throw new AuthHttpError("origin_refused");
}

/** RFC 9110 §9.2.1 */
const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

function policyOf({ appOrigin, cookiePrefix }: RequestAuthenticatorOptions): OriginPolicy | null {
  return appOrigin === undefined ? null : { appOrigin, cookies: cookieNames(appOrigin, cookiePrefix) };
}
