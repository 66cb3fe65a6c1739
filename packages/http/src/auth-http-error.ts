import {
  AUTH_FAILURES,
  type AuthFailureName,
  type AuthFailureReason,
  authFailureMessage,
  REPAIR_SECONDS,
  unavailableFailure,
} from "./auth-failures.ts";
import type { Rejection } from "./authenticate.ts";
import { challengeFor } from "./challenge.ts";

/**
 * A request's failure for its credential, or because that could not be checked. `status`, `statusCode` and `headers` are
 * what the error handlers of Express, Fastify and others read; the message is meant for the client.
 *
 * @example
 * const { status, code, headers } = new AuthHttpError("token_missing");
 * console.log(status, code, headers); // 401 token_missing { 'www-authenticate': 'Bearer' }
 */
export class AuthHttpError extends Error {
  override readonly name = "AuthHttpError";
  readonly status: number;
  readonly statusCode: number;
  /** For a client to act on. */
  readonly code: AuthFailureReason;
  /** `WWW-Authenticate` for a 401 (RFC 6750 §3), `Retry-After` for a 503 or 429 (RFC 9110 §10.2.3, RFC 6585 §4). */
  readonly headers: Readonly<Record<string, string>>;
  /** The message may be shown to the client, whatever the status. */
  readonly expose = true;

  constructor(failure: AuthFailureName, about: { readonly cookie?: string; readonly cause?: unknown } = {}) {
    super(authFailureMessage(failure, about), { cause: about.cause });
    const { status, reason } = AUTH_FAILURES[failure];
    this.status = status;
    this.statusCode = status;
    this.code = reason;
    this.headers = headersOf(status, reason);
  }
}

function headersOf(status: number, reason: AuthFailureReason): Readonly<Record<string, string>> {
  if (status === 401) return { "www-authenticate": challengeFor(reason) };
  return status === 503 || status === 429 ? { "retry-after": String(REPAIR_SECONDS) } : {};
}

/**
 * Makes the error of a rejected request.
 *
 * @example
 * console.log(rejectionError({ ok: false, code: "token_expired" }).status); // 401
 */
export function rejectionError(rejection: Rejection): AuthHttpError {
  return new AuthHttpError(rejection.code, "cookie" in rejection ? { cookie: rejection.cookie } : {});
}

/**
 * Turns `Unavailable` of `@curfew/auth` into the 503 that stands for it, and gives any other error back.
 *
 * @example
 * const { auth } = await createTestAuth();
 * await auth.close();
 * console.log((await auth.ready().catch(httpErrorOf)).status); // 503
 */
export function httpErrorOf(error: unknown): unknown {
  const failure = unavailableFailure(error);
  return failure === null ? error : new AuthHttpError(failure, { cause: error });
}
