import type { Claims, CustomClaims } from "@curfew/auth";
import {
  AuthHttpError,
  closeWithSession,
  createRequestAuthenticator,
  createSessionEndings,
  headersFrom,
  isPreflight,
  type NodeResponse,
  type RequestAuthenticator,
  type SessionEndings,
} from "@curfew/http";
import { type CanActivate, type ExecutionContext, Inject, Injectable } from "@nestjs/common";
import { Reflector } from "@nestjs/core";
import { httpExceptionOf } from "./auth-http-error-filter.ts";
import { type CurfewModuleOptions, MODULE_OPTIONS_TOKEN } from "./options.ts";
import { isPublic } from "./public.ts";
import { type IncomingRequest, requestOf } from "./request.ts";
import { setHeaders } from "./response-headers.ts";

/** A request behind the guard: `user` holds the claims of its access token, null on a public route without one. */
export interface AuthenticatedRequest<C extends CustomClaims = CustomClaims> extends IncomingRequest {
  user: Claims<"access", C> | null;
  /** Aborts when the session of `user` ends. Who asks for it has a second to say goodbye before the response is destroyed. */
  readonly sessionSignal?: AbortSignal;
}

/**
 * Lets only live access tokens reach a route and puts their claims into `request.user`. Everything else is an
 * `HttpException`: 401 with `WWW-Authenticate`, 403, or 503 with `Retry-After` where the blacklist can't be asked. Provide
 * it as `APP_GUARD`, and every route is protected but those marked `@Public()`. A response that is still being written when its
 * session ends, such as one of `@Sse()`, is destroyed within a few seconds.
 */
export class CurfewGuard implements CanActivate {
  readonly #options: CurfewModuleOptions;
  readonly #reflector: Reflector;
  readonly #required: RequestAuthenticator;
  readonly #optional: RequestAuthenticator;
  readonly #endings: SessionEndings;

  constructor(options: CurfewModuleOptions, reflector: Reflector) {
    this.#options = options;
    this.#reflector = reflector;
    this.#required = createRequestAuthenticator(options);
    this.#optional = createRequestAuthenticator({ ...options, credentialsRequired: false });
    this.#endings = createSessionEndings(options);
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = requestOf(context);
    const { method = "GET" } = request;
    const headers = headersFrom(request.headers);
    if (isPreflight(method, { get: (name) => textOf(request.headers[name]) })) return true;
    const { getToken } = this.#options;
    const token = getToken && (getToken(request) ?? null);
    const authenticate = isPublic(this.#reflector, context) ? this.#optional : this.#required;
    const user = await authenticate({ method, headers, token }).catch((error) => throwException(context, error));
    Object.assign(request, { user });
    if (user !== null && context.getType() === "http") this.#endWithSession(context, request, user);
    return true;
  }

  #endWithSession(context: ExecutionContext, request: IncomingRequest, user: Claims<"access">): void {
    const response = context.switchToHttp().getResponse<NodeResponse & { readonly raw?: NodeResponse }>();
    const signalOf = closeWithSession(this.#endings, user, response.raw ?? response);
    Object.defineProperty(request, "sessionSignal", { get: signalOf, configurable: true });
  }
}

Injectable()(CurfewGuard);
Inject(MODULE_OPTIONS_TOKEN)(CurfewGuard, undefined, 0);
Inject(Reflector)(CurfewGuard, undefined, 1);

/** Nest's filters know `HttpException`s; its headers have to stand on the response before. */
function throwException(context: ExecutionContext, error: unknown): never {
  if (!(error instanceof AuthHttpError)) throw error;
  if (context.getType() === "http") setHeaders(context.switchToHttp().getResponse(), error.headers);
  throw httpExceptionOf(error);
}

function textOf(value: string | readonly string[] | undefined): string | null {
  return typeof value === "string" ? value : null;
}
