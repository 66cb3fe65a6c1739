import type { Claims, CustomClaims } from "@curfew/auth";
import {
  AuthHttpError,
  createRequestAuthenticator,
  isPreflight,
  type RequestAuthenticator,
  type RequestAuthenticatorOptions,
} from "@curfew/http";
import type { Context, MiddlewareHandler } from "hono";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";

/** What `c.get` gives behind the middleware: `new Hono<{ Variables: CurfewVariables }>()`. */
export interface CurfewVariables<C extends CustomClaims = CustomClaims> {
  /** The claims of the access token that was verified. */
  readonly jwtPayload: Claims<"access", C>;
}

type Given<C extends CustomClaims> = Omit<RequestAuthenticatorOptions<C>, "auth"> & {
  /** What `createAuth` made, or a function that makes it of the context, once for each isolate: bindings come with requests. */
  readonly auth:
    | RequestAuthenticatorOptions<C>["auth"]
    | ((context: Context) => RequestAuthenticatorOptions<C>["auth"]);
};

export interface CurfewHonoOptions<C extends CustomClaims = CustomClaims> extends Given<C> {
  /** Takes the token from elsewhere; null if there is none. Default: the Bearer header, then the cookies. */
  readonly getToken?: (context: Context) => string | null | undefined | Promise<string | null | undefined>;
}

/**
 * Creates the middleware that lets only live access tokens pass and puts their claims into `c.get("jwtPayload")`. Everything
 * else is an `HTTPException`: 401 with `WWW-Authenticate`, 403, or 503 with `Retry-After` where the blacklist can't be
 * asked. CORS preflights pass.
 *
 * @example
 * const { auth, login } = await createTestAuth();
 * const app = new Hono();
 * app.use(curfew({ auth }));
 * app.get("/me", (c) => c.text(c.get("jwtPayload").subject));
 * const { access } = await login("ann");
 * const headers = { authorization: `Bearer ${access.token}` };
 * console.log(await (await app.request("/me", { headers })).text()); // ann
 * console.log((await app.request("/me")).status); // 401
 */
export function curfew<C extends CustomClaims = CustomClaims>(
  options: CurfewHonoOptions<C>,
): MiddlewareHandler<{ Variables: CurfewVariables<C> }> {
  const authenticatorOf = createAuthenticatorOf(options);
  return createMiddleware<{ Variables: CurfewVariables<C> }>(async (context, next) => {
    const { method, headers } = context.req.raw;
    if (!isPreflight(method, headers)) {
      const token = options.getToken && ((await options.getToken(context)) ?? null);
      const claims = await authenticatorOf(context)({ method, headers, token }).catch(throwException);
      if (claims !== null) context.set("jwtPayload", claims);
    }
    await next();
  });
}

function createAuthenticatorOf<C extends CustomClaims>(
  options: CurfewHonoOptions<C>,
): (context: Context) => RequestAuthenticator<C> {
  let made: RequestAuthenticator<C> | null = null;
  return (context) => {
    made ??= createRequestAuthenticator({
      ...options,
      auth: typeof options.auth === "function" ? options.auth(context) : options.auth,
    });
    return made;
  };
}

function throwException(error: unknown): never {
  if (!(error instanceof AuthHttpError)) throw error;
  const { status, code, message, headers } = error;
  const res = Response.json({ code, message }, { status, headers });
  throw new HTTPException(status as 401, { res, message, cause: error });
}
