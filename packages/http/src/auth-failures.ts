/** One way in which authentication fails a request. */
interface AuthFailure {
  /** RFC 9110 §15.5.2, §15.5.4, §15.6.4; RFC 6585 §4. */
  readonly status: 401 | 403 | 429 | 503;
  /** For a client to act on. */
  readonly reason: string;
  readonly message: string | ((about: { readonly cookie?: string }) => string);
}

/**
 * Every way in which authentication fails a request, with what a client is told. A closed list.
 *
 * @example
 * console.log(AUTH_FAILURES.token_expired.status); // 401
 */
export const AUTH_FAILURES = {
  token_missing: { status: 401, reason: "token_missing", message: "You’re not logged in." },
  token_invalid: { status: 401, reason: "token_invalid", message: "The token isn’t valid." },
  cookie_ambiguous: {
    status: 401,
    reason: "token_invalid",
    message: ({ cookie }) =>
      `Your browser sends two different cookies named ${cookie}, so neither can be trusted. Another app on this host may have set one: delete this site’s cookies and log in again.`,
  },
  token_expired: { status: 401, reason: "token_expired", message: "The token has expired." },
  token_revoked: { status: 401, reason: "token_revoked", message: "The session has ended." },
  origin_refused: {
    status: 403,
    reason: "origin_refused",
    message: "This request came from a different address than the app’s own.",
  },
  too_many_attempts: { status: 429, reason: "too_many_attempts", message: "Too many attempts. Try again later." },
  blacklist_unavailable: {
    status: 503,
    reason: "blacklist_unavailable",
    message: "Sessions can’t be verified right now. Try again in a few seconds.",
  },
  database_unavailable: {
    status: 503,
    reason: "database_unavailable",
    message: "Temporarily unavailable. Try again in a few seconds.",
  },
} as const satisfies Record<string, AuthFailure>;

export type AuthFailureName = keyof typeof AUTH_FAILURES;

export type AuthFailureReason = (typeof AUTH_FAILURES)[AuthFailureName]["reason"];

/**
 * Words a failure for the client. `cookie`: the one of which two were sent.
 *
 * @example
 * console.log(authFailureMessage("token_revoked")); // The session has ended.
 */
export function authFailureMessage(name: AuthFailureName, about: { readonly cookie?: string } = {}): string {
  const { message }: AuthFailure = AUTH_FAILURES[name];
  return typeof message === "string" ? message : message(about);
}

/**
 * After how many seconds a request is worth repeating when a dependency was down.
 *
 * @example
 * console.log(REPAIR_SECONDS); // 2
 */
export const REPAIR_SECONDS = 2;

/**
 * Tells which failure stands for `Unavailable` of `@curfew/auth`; null for every other error.
 * By its name, not its class: there may be two copies of that package.
 *
 * @example
 * const { auth } = await createTestAuth();
 * await auth.close();
 * console.log(await auth.ready().catch(unavailableFailure)); // blacklist_unavailable
 */
export function unavailableFailure(error: unknown): "blacklist_unavailable" | "database_unavailable" | null {
  if (!(error instanceof Error && error.name === "Unavailable" && "dependency" in error)) return null;
  // The witness is kept in the database; without the keys of tokens sessions can't be checked either.
  return error.dependency === "witness" ? "database_unavailable" : "blacklist_unavailable";
}
