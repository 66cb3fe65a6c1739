import { type NextRequest, NextResponse } from "next/server";
import { pagePolicy, securityHeaders } from "./backend/http/policy.ts";
import { PATH_HEADER } from "./backend/pages/headers.ts";
import { root } from "./root.ts";

/**
 * Runs before every page: gives it a nonce for its scripts, the headers every answer carries, and its own path. It protects
 * nothing: each page and procedure asks for itself.
 */
export async function proxy(request: NextRequest): Promise<Response> {
  const { pathname, search } = request.nextUrl;
  const { origin, hasOwnServer, answer } = root();
  // A logout is answered by the way to the login page, or by a page: only the proxy can do either.
  if (pathname === "/logout" && !hasOwnServer) {
    const answered = await answer(request);
    if (answered.status !== 503) return withWholeLocation(answered, request);
  }
  const policy = pagePolicy();
  const headers = new Headers(request.headers);
  headers.set("Content-Security-Policy", policy);
  headers.set(PATH_HEADER, pathname + search);
  const response = NextResponse.next({ request: { headers } });
  for (const [name, value] of securityHeaders(origin)) response.headers.set(name, value);
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

/** Next.js takes a redirection of the proxy's by its whole address only, and makes a path of it again. */
function withWholeLocation(response: Response, { url }: NextRequest): Response {
  const location = response.headers.get("Location");
  if (location !== null) response.headers.set("Location", new URL(location, url).href);
  return response;
}

/** Everything but files, and what route handlers answer. */
export const config = {
  matcher: [
    "/((?!_next/|api/|\\.well-known/|healthz$|readyz$|metrics$|apple-touch-icon|llms(?:-full)?\\.txt$|docs/search\\.json$|docs/.*[^/]\\.md$).*)",
  ],
};
