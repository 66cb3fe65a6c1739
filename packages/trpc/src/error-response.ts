import { challengeFor } from "@curfew/http";

/** What of a failed call its answer says. Every `AuthError` has it; an error of the app's own may. */
interface Failed {
  readonly code: string;
  readonly reason?: string | null;
  readonly retryAfterSeconds?: number | undefined;
  readonly cookie?: string | undefined;
}

/**
 * Gives what a client gets to see of a failure beside tRPC's own words, to be spread over `shape.data` by the
 * `errorFormatter`.
 *
 * @example
 * const t = initTRPC.context<AuthenticatedContext>().create({
 *   errorFormatter: ({ shape, error }) => ({ ...shape, data: { ...shape.data, ...errorData(error) } }),
 * });
 * console.log(errorData(new AuthError("token_expired"))); // { reason: 'token_expired' }
 */
export function errorData({ reason = null, retryAfterSeconds, cookie }: Failed) {
  return {
    reason,
    ...(cookie !== undefined && { cookie }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  };
}

/**
 * Gives the headers that failures add to the answer they are in, alone or in a batch (RFC 9110 §10.2.3, §11.6.1; RFC 6750 §3).
 *
 * @example
 * const headers = errorHeaders([new AuthError("token_revoked")]);
 * console.log(headers.get("www-authenticate")); // Bearer error="invalid_token"
 */
export function errorHeaders(failures: readonly Failed[]): Headers {
  const headers = new Headers();
  const waits = failures.flatMap(({ retryAfterSeconds }) => retryAfterSeconds ?? []);
  if (waits.length > 0) headers.set("retry-after", String(Math.max(...waits)));
  if (failures.some(({ code }) => code === "UNAUTHORIZED")) {
    headers.set("www-authenticate", challengeFor(...failures.map(({ reason = null }) => reason)));
  }
  return headers;
}

/**
 * Adds `Retry-After` and `WWW-Authenticate` to what tRPC answers.
 *
 * @example
 * const router = initTRPC.create().router({});
 * const handle = (req: Request) => fetchRequestHandler({ endpoint: "/trpc", req, router, responseMeta });
 * console.log((await handle(new Request("https://app.example/trpc/unknown"))).status); // 404
 */
export function responseMeta({ errors }: { readonly errors: readonly Failed[] }): { headers: Headers } {
  return { headers: errorHeaders(errors) };
}
