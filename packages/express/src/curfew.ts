import type { Claims, CustomClaims } from "@curfew/auth";
import {
  closeWithSession,
  createRequestAuthenticator,
  createSessionEndings,
  headersFrom,
  isPreflight,
  type ProtectionOptions,
} from "@curfew/http";
import type { Request, RequestHandler } from "express";
import { markProtecting } from "./public-routes.ts";

declare global {
  namespace Express {
    interface Request {
      /** The claims of the access token that was verified; set by `curfew()`. */
      auth?: Claims<"access"> | undefined;
      /** Aborts when the session of `auth` ends. Who asks for it has a second to say goodbye before the response is destroyed. */
      readonly sessionSignal?: AbortSignal | undefined;
    }
  }
}

export interface CurfewOptions<C extends CustomClaims = CustomClaims> extends ProtectionOptions<C> {
  /** Takes the token from elsewhere; null if there is none. Default: the Bearer header, then the cookies. */
  readonly getToken?: (request: Request) => string | null | undefined | Promise<string | null | undefined>;
  /** The property of the request that holds the claims. Default `auth`. */
  readonly requestProperty?: string;
}

/**
 * Creates the middleware that lets only live access tokens pass and puts their claims into `request.auth`. Everything else
 * goes to the error handlers as an `AuthHttpError`, which Express answers by itself: 401 with `WWW-Authenticate`, 403, or
 * 503 with `Retry-After` where the blacklist can't be asked. CORS preflights pass. A response that is still being written when
 * its session ends, such as an event stream, is destroyed within a few seconds. Put it before all routes, and public routes
 * before it.
 *
 * @example
 * app.post("/login", login);
 * app.use(curfew({ auth }));
 * app.get("/me", (request, response) => response.json(request.auth?.subject));
 */
export function curfew<C extends CustomClaims = CustomClaims>(options: CurfewOptions<C>): RequestHandler {
  const { getToken, requestProperty = "auth" } = options;
  const authenticateRequest = createRequestAuthenticator(options);
  const endings = createSessionEndings(options);
  const middleware: RequestHandler = async (request, response, next) => {
    if (isPreflight(request.method, { get: (name) => request.get(name) })) return next();
    try {
      const token = getToken && ((await getToken(request)) ?? null);
      const headers = headersFrom(request.headers);
      const claims = await authenticateRequest({ method: request.method, headers, token });
      Object.assign(request, { [requestProperty]: claims ?? undefined });
      if (claims !== null) {
        Object.defineProperty(request, "sessionSignal", { get: closeWithSession(endings, claims, response) });
      }
    } catch (error) {
      return next(error);
    }
    next();
  };
  return options.credentialsRequired === false ? middleware : markProtecting(middleware);
}
