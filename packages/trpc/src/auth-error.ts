import type { Unavailable } from "@curfew/auth";
import { TRPCError } from "@trpc/server";
import type { TRPC_ERROR_CODE_KEY } from "@trpc/server/rpc";

interface Row {
  readonly code: TRPC_ERROR_CODE_KEY;
  readonly reason: string;
  readonly message: string | ((about: { readonly cookie?: string }) => string);
}

/** Every way in which authentication fails a call, with what a client is told. A closed list. */
export const AUTH_ERRORS = {
  token_missing: { code: "UNAUTHORIZED", reason: "token_missing", message: "You’re not logged in." },
  token_invalid: { code: "UNAUTHORIZED", reason: "token_invalid", message: "The token isn’t valid." },
  cookie_ambiguous: {
    code: "UNAUTHORIZED",
    reason: "token_invalid",
    message: ({ cookie }) =>
      `Your browser sends two different cookies named ${cookie}, so neither can be trusted. Another app on this host may have set one: delete this site’s cookies and log in again.`,
  },
  token_expired: { code: "UNAUTHORIZED", reason: "token_expired", message: "The token has expired." },
  token_revoked: { code: "UNAUTHORIZED", reason: "token_revoked", message: "The session has ended." },
  too_many_attempts: {
    code: "TOO_MANY_REQUESTS",
    reason: "too_many_attempts",
    message: "Too many attempts. Try again later.",
  },
  blacklist_unavailable: {
    code: "SERVICE_UNAVAILABLE",
    reason: "blacklist_unavailable",
    message: "Sessions can’t be verified right now. Try again in a few seconds.",
  },
  database_unavailable: {
    code: "SERVICE_UNAVAILABLE",
    reason: "database_unavailable",
    message: "Temporarily unavailable. Try again in a few seconds.",
  },
} as const satisfies Record<string, Row>;

export type AuthErrorName = keyof typeof AUTH_ERRORS;

/** Why authentication failed a call, for a client to act on. */
export type AuthErrorReason = (typeof AUTH_ERRORS)[AuthErrorName]["reason"];

export interface AuthErrorDetail {
  /** The cookie of which two were sent. */
  readonly cookie?: string;
  /** When the call is worth repeating. */
  readonly retryAfterSeconds?: number;
  /** For the log; never shown to a client. */
  readonly cause?: unknown;
}

/** A call's failure for its credential, or because that could not be checked. */
export class AuthError extends TRPCError {
  /** Its row in `AUTH_ERRORS`. */
  readonly failure: AuthErrorName;
  readonly reason: AuthErrorReason;
  readonly cookie: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(failure: AuthErrorName, { cookie, retryAfterSeconds, cause }: AuthErrorDetail = {}) {
    const { code, reason, message }: Row = AUTH_ERRORS[failure];
    const about = cookie === undefined ? {} : { cookie };
    super({ code, message: typeof message === "string" ? message : message(about), cause });
    this.failure = failure;
    this.reason = reason as AuthErrorReason;
    this.cookie = cookie;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** After how many seconds a call is worth repeating when a dependency was down. */
const REPAIR_SECONDS = 2;

/**
 * Makes the `SERVICE_UNAVAILABLE` that stands for `Unavailable` of `@curfew/auth`, as it was thrown or as tRPC has
 * wrapped it. Null for every other error.
 */
export function unavailableError(error: unknown): AuthError | null {
  const isWrapped = error instanceof TRPCError && error.code === "INTERNAL_SERVER_ERROR";
  const cause = isWrapped ? error.cause : error;
  if (!isUnavailable(cause)) return null;
  // The witness is kept in the database; without the keys of tokens sessions can't be checked either.
  const failure = cause.dependency === "witness" ? "database_unavailable" : "blacklist_unavailable";
  return new AuthError(failure, { cause, retryAfterSeconds: REPAIR_SECONDS });
}

/** By its name, not its class: there may be two copies of `@curfew/auth`. */
function isUnavailable(error: unknown): error is Unavailable {
  return error instanceof Error && error.name === "Unavailable" && "dependency" in error;
}
