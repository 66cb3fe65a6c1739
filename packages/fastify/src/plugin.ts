import type { Claims, CustomClaims } from "@curfew/auth";
import {
  closeWithSession,
  createRequestAuthenticator,
  createSessionEndings,
  headersFrom,
  isPreflight,
  type ProtectionOptions,
} from "@curfew/http";
import type { FastifyInstance, FastifyRequest, RouteOptions } from "fastify";
import fp from "fastify-plugin";
import { answerAuthErrors } from "./answer-errors.ts";
import { keepRoute } from "./public-routes.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The claims of the access token that was verified; null on a public route without one. */
    user: Claims<"access"> | null;
    /** Aborts when the session of `user` ends. Who asks for it has a second to say goodbye before the connection is destroyed. */
    readonly sessionSignal?: AbortSignal;
  }
  interface FastifyContextConfig {
    /** True: the route needs no token. */
    public?: boolean;
  }
}

export interface CurfewFastifyOptions<C extends CustomClaims = CustomClaims> extends ProtectionOptions<C> {
  /** Takes the token from elsewhere; null if there is none. Default: the Bearer header, then the cookies. */
  readonly getToken?: (request: FastifyRequest) => string | null | undefined | Promise<string | null | undefined>;
}

/**
 * Registers the hook that lets only live access tokens reach a route and puts their claims into `request.user`. Every route
 * registered after it is protected, unless its `config` says `public: true`. What is refused is answered 401 with
 * `WWW-Authenticate`, 403, or 503 with `Retry-After` where the blacklist can't be asked. CORS preflights pass. A stream, or a WebSocket of
 * @fastify/websocket, is ended with its session, within a few seconds.
 *
 * @example
 * const { auth, login } = await createTestAuth();
 * const app = fastify();
 * await app.register(curfew, { auth });
 * app.get("/me", async (request) => request.user?.subject);
 * const { access } = await login("ann");
 * const headers = { authorization: `Bearer ${access.token}` };
 * console.log((await app.inject({ url: "/me", headers })).body); // ann
 * console.log((await app.inject({ url: "/me" })).statusCode); // 401
 */
export const curfew = fp(
  async (app: FastifyInstance, options: CurfewFastifyOptions) => {
    const { getToken } = options;
    const required = createRequestAuthenticator(options);
    const optional = createRequestAuthenticator({ ...options, credentialsRequired: false });
    const endings = createSessionEndings(options);
    app.decorateRequest("user", null);
    app.addHook("onRoute", (route: RouteOptions) => keepRoute(app, route));
    app.addHook("onRequest", async (request, reply) => {
      const { method } = request;
      const headers = headersFrom(request.headers);
      if (isPreflight(method, { get: (name) => textOf(request.headers[name]) })) return;
      const token = getToken && ((await getToken(request)) ?? null);
      const authenticate = request.routeOptions.config.public === true ? optional : required;
      await answerAuthErrors(reply, async () => {
        request.user = await authenticate({ method, headers, token });
      });
      if (request.user !== null) {
        Object.defineProperty(request, "sessionSignal", { get: closeWithSession(endings, request.user, reply.raw) });
      }
    });
  },
  { name: "@curfew/fastify", fastify: "5.x" },
);

function textOf(value: string | string[] | undefined): string | null {
  return typeof value === "string" ? value : null;
}
