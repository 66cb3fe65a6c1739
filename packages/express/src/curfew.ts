import type { Claims, CustomClaims, Verifier } from "@curfew/auth";
import {
  AuthHttpError,
  authenticate,
  type Credential,
  cookieNames,
  httpErrorOf,
  mayChangeState,
  type OriginPolicy,
  readCredential,
  rejectionError,
} from "@curfew/http";
import type { Request, RequestHandler } from "express";
import { fetchHeaders } from "./fetch-headers.ts";

declare global {
  namespace Express {
    interface Request {
      /** The claims of the access token that was verified; set by `curfew()`. */
      auth?: Claims<"access"> | undefined;
    }
  }
}

export interface CurfewOptions<C extends CustomClaims = CustomClaims> {
  /** What `createAuth` made. */
  readonly auth: Pick<Verifier<C>, "verify" | "verifySignature">;
  /**
   * The app's own origin, `https://app.example`. With it the session's cookies are read too, and a request that changes
   * something by their help must come from this origin. Without it only the Bearer header counts.
   */
  readonly appOrigin?: string;
  /** As in `cookieNames` of `@curfew/http`. */
  readonly cookiePrefix?: string;
  /** Takes the token from elsewhere; null if there is none. Default: the Bearer header, then the cookies. */
  readonly getToken?: (request: Request) => string | null | undefined | Promise<string | null | undefined>;
  /** False: a request without a token passes, without claims. One with a bad token never does. Default true. */
  readonly credentialsRequired?: boolean;
  /** The property of the request that holds the claims. Default `auth`. */
  readonly requestProperty?: string;
  /** How old the revocations may be that a pass rests on, milliseconds. Default, and the most: what `auth` was created with. */
  readonly maxStalenessMs?: number;
}

/**
 * Creates the middleware that lets only live access tokens pass and puts their claims into `request.auth`. Everything else
 * goes to the error handlers as an `AuthHttpError`, which Express answers by itself: 401 with `WWW-Authenticate`, 403, or
 * 503 with `Retry-After` where the blacklist can't be asked. CORS preflights pass. Put it before all routes, and public
 * routes before it.
 *
 * @example
 * app.post("/login", login);
 * app.use(curfew({ auth }));
 * app.get("/me", (request, response) => response.json(request.auth?.subject));
 */
export function curfew<C extends CustomClaims = CustomClaims>(options: CurfewOptions<C>): RequestHandler {
  const policy = policyOf(options);
  const { credentialsRequired = true, requestProperty = "auth" } = options;
  return async (request, _response, next) => {
    if (isPreflight(request)) return next();
    try {
      const claims = await claimsOf(options, policy, request);
      if (claims === null && credentialsRequired) throw new AuthHttpError("token_missing");
      Object.assign(request, { [requestProperty]: claims ?? undefined });
    } catch (error) {
      return next(httpErrorOf(error));
    }
    next();
  };
}

/** Null: no token was presented. */
async function claimsOf<C extends CustomClaims>(
  { auth, getToken, maxStalenessMs }: CurfewOptions<C>,
  policy: OriginPolicy | null,
  request: Request,
): Promise<Claims<"access", C> | null> {
  const headers = fetchHeaders(request);
  const credential = getToken
    ? bearer(await getToken(request))
    : readCredential(headers, policy?.cookies ?? NO_COOKIES);
  const isSafe = SAFE.has(request.method);
  if (policy !== null && credential.kind === "cookies" && !isSafe && !mayChangeState(headers, policy, "reads")) {
    throw new AuthHttpError("origin_refused");
  }
  const result = await authenticate({ auth, credential, ...(maxStalenessMs !== undefined && { maxStalenessMs }) });
  if (result.ok) return result.claims;
  if (result.code === "token_missing") return null;
  throw rejectionError(result);
}

/** RFC 9110 §9.2.1 */
const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/** No cookie has such a name. */
const NO_COOKIES = { access: "", refresh: "" } as const;

function policyOf({ appOrigin, cookiePrefix }: CurfewOptions): OriginPolicy | null {
  return appOrigin === undefined ? null : { appOrigin, cookies: cookieNames(appOrigin, cookiePrefix) };
}

function bearer(token: string | null | undefined): Credential {
  return { kind: "bearer", token: token || null };
}

/** Fetch §3.3.2: sent by a browser, without any credential. */
function isPreflight({ method, headers }: Request): boolean {
  return method === "OPTIONS" && headers["access-control-request-method"] !== undefined;
}
