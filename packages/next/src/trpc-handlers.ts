import type { Verifier } from "@curfew/auth";
import { AuthHttpError, cookieNames, mayChangeState, readCredential } from "@curfew/http";
import { type AuthenticatedContext, createAuthentication, responseMeta } from "@curfew/trpc";
import type { AnyRouter } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { errorResponse } from "./error-response.ts";

export interface TrpcHandlerOptions<Router extends AnyRouter> {
  readonly auth: Pick<Verifier, "verify" | "verifySignature">;
  /** The app's own origin, `https://app.example`. */
  readonly appOrigin: string;
  /** As in `cookieNames` of `@curfew/http`. */
  readonly cookiePrefix?: string | undefined;
  /** Where the handlers stand, `/api/trpc` for `app/api/trpc/[trpc]/route.ts`. */
  readonly endpoint: string;
  /** Its context is `AuthenticatedContext` of `@curfew/trpc`, or what `createContext` makes of it. */
  readonly router: Router;
  /** Adds to the context of a request. Must not throw. Default: nothing. */
  readonly createContext?: (
    context: AuthenticatedContext,
    request: Request,
  ) => Router["_def"]["_config"]["$types"]["ctx"];
}

type Handler = (request: Request) => Promise<Response>;

/**
 * Creates the route handlers of a tRPC router whose protected procedures are built on `protection` of `@curfew/trpc`:
 * `export const { GET, POST } = trpcHandlers({ … })`. A mutation that comes with the session's cookies from another origin is
 * refused with 403.
 *
 * @example
 * const { auth, login } = await createTestAuth({ issuer: "https://app.example" }); // of `@curfew/auth/testing`
 * const t = initTRPC.context<AuthenticatedContext>().create();
 * const router = t.router({ whoami: t.procedure.concat(protection()).query(({ ctx }) => ctx.claims.subject) });
 * const { GET } = trpcHandlers({ auth, appOrigin: "https://app.example", endpoint: "/api/trpc", router });
 * const { access } = await login("ann");
 * const headers = { cookie: `__Host-access_token=${access.token}` };
 * console.log((await GET(new Request("https://app.example/api/trpc/whoami", { headers }))).status); // 200
 */
export function trpcHandlers<Router extends AnyRouter>(
  options: TrpcHandlerOptions<Router>,
): { readonly GET: Handler; readonly POST: Handler } {
  const { auth, appOrigin, endpoint, router, createContext = (context) => context } = options;
  const cookies = cookieNames(appOrigin, options.cookiePrefix);
  const handle: Handler = (req) => {
    const context = {
      authentication: createAuthentication({ auth, credential: readCredential(req.headers, cookies) }),
    };
    return fetchRequestHandler({
      endpoint,
      req,
      router,
      createContext: () => createContext(context, req),
      responseMeta,
    });
  };
  const handleChange: Handler = async (request) =>
    mayChangeState(request.headers, { appOrigin, cookies }, "reads")
      ? handle(request)
      : errorResponse(new AuthHttpError("origin_refused"));
  return { GET: handle, POST: handleChange };
}
