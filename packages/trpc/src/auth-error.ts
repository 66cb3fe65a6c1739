import {
  AUTH_FAILURES,
  type AuthFailureName,
  type AuthFailureReason,
  authFailureMessage,
  REPAIR_SECONDS,
  unavailableFailure,
} from "@curfew/http";
import { TRPCError } from "@trpc/server";

/** tRPC's names of the statuses. */
const CODES = { 401: "UNAUTHORIZED", 403: "FORBIDDEN", 429: "TOO_MANY_REQUESTS", 503: "SERVICE_UNAVAILABLE" } as const;

type AuthErrors = {
  readonly [Name in AuthFailureName]: (typeof AUTH_FAILURES)[Name] & {
    readonly code: (typeof CODES)[(typeof AUTH_FAILURES)[Name]["status"]];
  };
};

/** Every way in which authentication fails a call, with tRPC's code for it. */
export const AUTH_ERRORS = Object.fromEntries(
  Object.entries(AUTH_FAILURES).map(([name, failure]) => [name, { ...failure, code: CODES[failure.status] }]),
) as AuthErrors;

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
  readonly failure: AuthFailureName;
  readonly reason: AuthFailureReason;
  readonly cookie: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(failure: AuthFailureName, { cookie, retryAfterSeconds, cause }: AuthErrorDetail = {}) {
    const { code, reason } = AUTH_ERRORS[failure];
    const about = cookie === undefined ? {} : { cookie };
    super({ code, message: authFailureMessage(failure, about), cause });
    this.failure = failure;
    this.reason = reason;
    this.cookie = cookie;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * Makes the `SERVICE_UNAVAILABLE` that stands for `Unavailable` of `@curfew/auth`, as it was thrown or as tRPC has
 * wrapped it. Null for every other error.
 */
export function unavailableError(error: unknown): AuthError | null {
  const isWrapped = error instanceof TRPCError && error.code === "INTERNAL_SERVER_ERROR";
  const cause = isWrapped ? error.cause : error;
  const failure = unavailableFailure(cause);
  return failure && new AuthError(failure, { cause, retryAfterSeconds: REPAIR_SECONDS });
}
