import type { CustomClaims, Refresh } from "@curfew/auth";
import {
  AuthHttpError,
  clearedCookies,
  isOwnOrigin,
  presentedToken,
  readCredential,
  rejectionError,
  sessionCookies,
} from "@curfew/http";
import { sessionOf } from "./data-access.ts";
import { errorResponse, PRIVATE } from "./error-response.ts";
import { endSession, orUnavailable } from "./login.ts";
import type { CurfewServices } from "./services.ts";

type Handler = (request: Request) => Promise<Response>;

/** What a browser asks about its session: `export const { GET, POST, DELETE } = handlers`. */
export interface SessionHandlers {
  /** Answers 200 with when the access token expires, 401, or 503 with `Retry-After`. */
  readonly GET: Handler;
  /** Exchanges the refresh cookie for new cookies; 401 if there is nothing to exchange, 429, 503. */
  readonly POST: Handler;
  /** Ends the session and clears its cookies; 204, also again and again. */
  readonly DELETE: Handler;
}

/** Creates the route handlers of `/api/session`. A change that comes from another origin is refused with 403. */
export function createSessionHandlers<C extends CustomClaims>(services: CurfewServices<C>): SessionHandlers {
  return {
    GET: answering(async ({ headers }) => {
      const claims = await sessionOf(services, headers);
      if (claims === null) throw new AuthHttpError("token_missing");
      return Response.json({ sessionId: claims.sessionId, expiresAt: claims.expiresAt }, { headers: PRIVATE });
    }),
    POST: answering((request) => refresh(services, request)),
    DELETE: answering(async ({ headers }) => {
      assertOwnOrigin(services, headers);
      await endSession(services, headers);
      return new Response(null, { status: 204, headers: withCookies(clearedCookies(services.cookies)) });
    }),
  };
}

async function refresh<C extends CustomClaims>(services: CurfewServices<C>, { headers }: Request): Promise<Response> {
  assertOwnOrigin(services, headers);
  const found = presentedToken(readCredential(headers, services.cookies), "refresh");
  if (!found.ok) throw rejectionError(found);
  const rotated = await services.auth.rotate(found.token, services.ledger?.());
  if (!rotated.ok) return refused(rotated);
  const { pair } = rotated;
  const body = { sessionId: rotated.claims.sessionId, expiresAt: pair.access.expiresAt };
  return Response.json(body, { headers: withCookies(sessionCookies(services.cookies, pair, services.clock())) });
}

/** Cookies stay: those that came with a refused token may have been replaced meanwhile by another tab's. */
function refused(refusal: Extract<Refresh, { ok: false }>): Response {
  if (refusal.code !== "too_many_refreshes") throw rejectionError(refusal);
  const response = errorResponse(new AuthHttpError("too_many_attempts"));
  response.headers.set("retry-after", String(refusal.retryAfterSeconds));
  return response;
}

function assertOwnOrigin({ appOrigin, cookies }: Pick<CurfewServices, "appOrigin" | "cookies">, headers: Headers) {
  if (!isOwnOrigin(headers, { appOrigin, cookies })) throw new AuthHttpError("origin_refused");
}

function withCookies(lines: readonly string[]): Headers {
  const headers = new Headers(PRIVATE);
  for (const line of lines) headers.append("set-cookie", line);
  return headers;
}

/** Answers with the status and headers of the `AuthHttpError` that a handler rejects with. */
function answering(handler: Handler): Handler {
  return (request) =>
    orUnavailable(() => handler(request)).catch((cause: unknown) => {
      if (cause instanceof AuthHttpError) return errorResponse(cause);
      throw cause;
    });
}
