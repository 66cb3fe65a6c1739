import type { AuthHttpError } from "@curfew/http";

/** The headers of an answer that is its caller's alone. */
export const PRIVATE = { "cache-control": "no-store" };

/** Answers a request with the failure of its credential. */
export function errorResponse({ status, code, message, headers }: AuthHttpError): Response {
  return Response.json({ code, message }, { status, headers: { ...PRIVATE, ...headers } });
}
