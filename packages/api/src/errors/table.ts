import type { TRPC_ERROR_CODE_KEY } from "@trpc/server/rpc";

/** Why a call failed, for a client to act on. */
export type Reason =
  | "input_invalid"
  | "token_missing"
  | "token_invalid"
  | "token_expired"
  | "token_revoked"
  | "credentials_invalid"
  | "role_required"
  | "origin_refused"
  | "password_wrong"
  | "email_taken"
  | "too_many_attempts"
  | "blacklist_unavailable"
  | "database_unavailable";

interface Row {
  readonly code: TRPC_ERROR_CODE_KEY;
  readonly reason: Reason | null;
  readonly message: string;
}

/** Every answer a call can fail with. Nothing else of an error reaches a client. */
export const FAILURES = {
  input_invalid: { code: "BAD_REQUEST", reason: "input_invalid", message: "Something in the input is not valid." },
  body_too_large: { code: "PAYLOAD_TOO_LARGE", reason: "input_invalid", message: "The request is too large." },
  media_refused: {
    code: "UNSUPPORTED_MEDIA_TYPE",
    reason: "input_invalid",
    message: "Send and accept application/json.",
  },
  token_missing: { code: "UNAUTHORIZED", reason: "token_missing", message: "You are not logged in." },
  token_invalid: { code: "UNAUTHORIZED", reason: "token_invalid", message: "The token is not valid." },
  token_expired: { code: "UNAUTHORIZED", reason: "token_expired", message: "The token has expired." },
  token_revoked: { code: "UNAUTHORIZED", reason: "token_revoked", message: "The session has ended." },
  credentials_invalid: {
    code: "UNAUTHORIZED",
    reason: "credentials_invalid",
    message: "Incorrect email or password.",
  },
  role_required: { code: "FORBIDDEN", reason: "role_required", message: "This is for administrators." },
  origin_refused: { code: "FORBIDDEN", reason: "origin_refused", message: "The request came from another site." },
  password_wrong: { code: "FORBIDDEN", reason: "password_wrong", message: "The current password is wrong." },
  email_taken: { code: "CONFLICT", reason: "email_taken", message: "An account with this email already exists." },
  too_many_attempts: {
    code: "TOO_MANY_REQUESTS",
    reason: "too_many_attempts",
    message: "Too many attempts. Try again later.",
  },
  blacklist_unavailable: {
    code: "SERVICE_UNAVAILABLE",
    reason: "blacklist_unavailable",
    message: "Sessions can't be checked right now. Try again in a moment.",
  },
  database_unavailable: {
    code: "SERVICE_UNAVAILABLE",
    reason: "database_unavailable",
    message: "The service is not available right now. Try again in a moment.",
  },
  not_found: { code: "NOT_FOUND", reason: null, message: "There is no such thing." },
  method_refused: { code: "METHOD_NOT_SUPPORTED", reason: null, message: "This method is not supported here." },
  internal: { code: "INTERNAL_SERVER_ERROR", reason: null, message: "Something went wrong on our side." },
} as const satisfies Record<string, Row>;

export type FailureName = keyof typeof FAILURES;
