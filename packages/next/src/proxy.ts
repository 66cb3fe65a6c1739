import type { CustomClaims } from "@curfew/auth";
import { type NextRequest, NextResponse } from "next/server.js";
import { createPageRenewal } from "./page-renewal.ts";
import { PATH_HEADER, RENEWAL_HEADER } from "./request-headers.ts";
import type { CurfewServices } from "./services.ts";

/** Answers before a page is rendered; `export const proxy` of `proxy.ts`. */
export type PageProxy = (request: NextRequest) => Promise<NextResponse>;

/**
 * Creates the proxy: the page sees an access token that has just been signed where the visitor's own has expired, and its
 * own path. Nothing is refused here: each page asks `verifySession`.
 */
export function createProxy<C extends CustomClaims>(services: CurfewServices<C>): PageProxy {
  const renew = createPageRenewal(services);
  return async (request) => {
    const sent = new Headers(request.headers);
    const renewal = await renew(sent);
    const headers = renewal.state === "renewed" ? renewal.headers : sent;
    headers.set(PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search);
    headers.set(RENEWAL_HEADER, renewal.state);
    const response = NextResponse.next({ request: { headers } });
    // A page that names its visitor is nobody else's, and is gone when they are.
    response.headers.set("cache-control", "no-store");
    return response;
  };
}
