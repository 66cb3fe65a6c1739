import type { Claims, CustomClaims } from "@curfew/auth";
import {
  createRequestAuthenticator,
  createSessionEndings,
  isPreflight,
  type ProtectionOptions,
  type RequestAuthenticator,
  type SessionEndings,
} from "@curfew/http";
import type { Context, MiddlewareHandler } from "hono";
import { getRuntimeKey } from "hono/adapter";
import { createMiddleware } from "hono/factory";
import { keepSession, type Session, streamEndedWithSession } from "./end-with-session.ts";
import { markProtecting } from "./public-routes.ts";
import { throwException } from "./throw-exception.ts";

/** What `c.get` gives behind the middleware: `new Hono<{ Variables: CurfewVariables }>()`. */
export interface CurfewVariables<C extends CustomClaims = CustomClaims> {
  /** The claims of the access token that was verified. */
  readonly jwtPayload: Claims<"access", C>;
}

type Given<C extends CustomClaims> = Omit<ProtectionOptions<C>, "auth"> & {
  /** What `createAuth` made, or a function that makes it of the context, once for each isolate: bindings come with requests. */
  readonly auth: ProtectionOptions<C>["auth"] | ((context: Context) => ProtectionOptions<C>["auth"]);
};

export interface CurfewHonoOptions<C extends CustomClaims = CustomClaims> extends Given<C> {
  /** Takes the token from elsewhere; null if there is none. Default: the Bearer header, then the cookies. */
  readonly getToken?: (context: Context) => string | null | undefined | Promise<string | null | undefined>;
}

/**
 * Creates the middleware that lets only live access tokens pass and puts their claims into `c.get("jwtPayload")`. Everything
 * else is an `HTTPException`: 401 with `WWW-Authenticate`, 403, or 503 with `Retry-After` where the blacklist can't be
 * asked. CORS preflights pass. A body that is still being sent when its session ends is cut off within a few seconds;
 * `endWithSession` does the same for WebSockets.
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
  const partsOf = createPartsOf(options);
  const middleware = createMiddleware<{ Variables: CurfewVariables<C> }>(async (context, next) => {
    const { method, headers } = context.req.raw;
    if (isPreflight(method, headers)) return next();
    const { authenticate, endings } = partsOf(context);
    const token = options.getToken && ((await options.getToken(context)) ?? null);
    const claims = await authenticate({ method, headers, token }).catch(throwException);
    if (claims === null) return next();
    context.set("jwtPayload", claims);
    const session = { claims, endings: endings() };
    keepSession(context, session);
    await next();
    endBody(context, session);
  });
  return options.credentialsRequired === false ? middleware : markProtecting(middleware);
}

/** Its body may be a stream. */
function endBody(context: Context, session: Session): void {
  const { res } = context;
  if (res.body === null || res.headers.has("content-length")) return;
  context.res = undefined; // Otherwise Hono would add its headers once more.
  context.res = new Response(streamEndedWithSession(res.body, session), res);
}

interface Parts<C extends CustomClaims> {
  readonly authenticate: RequestAuthenticator<C>;
  readonly endings: () => SessionEndings;
}

function createPartsOf<C extends CustomClaims>(options: CurfewHonoOptions<C>): (context: Context) => Parts<C> {
  let made: Parts<C> | null = null;
  return (context) => {
    made ??= createParts({
      ...options,
      auth: typeof options.auth === "function" ? options.auth(context) : options.auth,
    });
    return made;
  };
}

function createParts<C extends CustomClaims>(options: ProtectionOptions<C>): Parts<C> {
  const authenticate = createRequestAuthenticator(options);
  const shared = createSessionEndings(options);
  // Timers and connections of a Worker belong to the request that began them.
  const isShared = getRuntimeKey() !== "workerd";
  return { authenticate, endings: () => (isShared ? shared : createSessionEndings(options)) };
}
