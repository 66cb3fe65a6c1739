const ALLOWED_HEADERS = "authorization, content-type";
const EXPOSED_HEADERS = "Retry-After, WWW-Authenticate, RateLimit, RateLimit-Policy, X-Request-Id";

/** The time for which a browser may keep the answer to a preflight. */
const MAX_AGE_SECONDS = "600";

/** Which pages of other origins may call, with a Bearer token and never with cookies (Fetch Standard, CORS). */
export interface Cors {
  /** The answer to a preflight; null if the request is none, or of an origin that isn't on the list. */
  preflight(request: Request): Response | null;
  /** Adds to an answer what lets a page of a listed origin read it. */
  open(request: Request, response: Response): Response;
}

/** Throws `TypeError` for what is not spelt as browsers spell an origin: `*` and `null` among it. */
export function createCors(origins: readonly string[]): Cors {
  for (const origin of origins) if (!isOrigin(origin)) throw new TypeError(`not an origin: ${origin}`);
  const listed = ({ headers }: Request) => origins.find((origin) => origin === headers.get("origin"));
  return {
    preflight(request) {
      const isPreflight = request.method === "OPTIONS" && request.headers.has("access-control-request-method");
      if (!isPreflight || listed(request) === undefined) return null;
      return new Response(null, {
        status: 204,
        headers: {
          "access-control-allow-methods": "GET, POST",
          "access-control-allow-headers": ALLOWED_HEADERS,
          "access-control-max-age": MAX_AGE_SECONDS,
        },
      });
    },
    open(request, response) {
      // A cache has to keep answers for different origins apart.
      if (origins.length > 0) response.headers.set("vary", "Origin");
      const origin = listed(request);
      if (origin === undefined) return response;
      response.headers.set("access-control-allow-origin", origin);
      response.headers.set("access-control-expose-headers", EXPOSED_HEADERS);
      return response;
    },
  };
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
