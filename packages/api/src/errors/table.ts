import { AUTH_ERRORS } from "@curfew/trpc";
import type { TRPC_ERROR_CODE_KEY } from "@trpc/server/rpc";
import { EMAIL_TAKEN, MAX_BATCH, MAX_BYTES, MAX_FIELDS } from "../protocol.ts";

/** The reason why a call failed, for a client to act on. */
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
  | "not_found"
  | "procedure_unknown"
  | "email_taken"
  | "session_changed"
  | "too_many_attempts"
  | "blacklist_unavailable"
  | "database_unavailable";

/**
 * The ways a session ends, as a client is told: ended by someone entitled, with its account, with all sessions, or by
 * age.
 */
export type Ended = "session_ended" | "account_suspended" | "everything_ended" | "session_expired";

interface Row {
  readonly code: TRPC_ERROR_CODE_KEY;
  readonly reason: Reason | null;
  readonly message: string | ((about: About) => string);
}

/** Details of ours that an answer names. Never what a client sent. */
export interface About {
  /** The cookie that stands in the way. */
  readonly cookie?: string;
  /** The address at which to open the app. */
  readonly origin?: string;
  /** The methods that are right. */
  readonly allow?: string;
  /** The way the session ended, for the page that was rendered for it. */
  readonly ended?: Ended;
}

function bad(message: string): Row & { readonly reason: "input_invalid" } {
  return { code: "BAD_REQUEST", reason: "input_invalid", message };
}

/** Every answer a call can fail with, one sentence a fault. Nothing else of an error reaches a client. */
export const ERRORS = {
  input_invalid: bad("Some of what you entered isn’t valid."),
  json_invalid: bad("The body isn’t valid JSON."),
  body_not_text: bad("The body isn’t valid UTF-8."),
  body_cut_off: bad("The body ended before it was complete."),
  query_invalid: bad("The query parameter “input” isn’t valid JSON."),
  path_invalid: bad("The path isn’t valid percent-encoding."),
  batch_too_long: bad(`A batch holds at most ${MAX_BATCH} calls.`),
  batch_invalid: bad('The input of a batch is an object with one entry for each call: {"0": …, "1": …}.'),
  fields_too_many: bad(`An input has at most ${MAX_FIELDS} fields.`),
  batch_mixed: bad("A batch holds queries or mutations, not both."),
  batch_of_streams: bad("A subscription can’t be part of a batch."),
  batch_logs_in_twice: bad("Only one call of a batch can set cookies."),
  batch_lists_twice: bad("Only one call of a batch can list sessions."),
  batch_reads_log_twice: bad("Only one call of a batch can read an account’s log."),
  connection_params_refused: bad("The parameter “connectionParams” isn’t supported: send an Authorization header."),
  body_too_large: {
    code: "PAYLOAD_TOO_LARGE",
    reason: "input_invalid",
    message: `A request’s body and address have at most ${MAX_BYTES / 1024} KiB each.`,
  },
  media_refused: {
    code: "UNSUPPORTED_MEDIA_TYPE",
    reason: "input_invalid",
    message: "Send the body as application/json.",
  },
  streamed_batch_refused: {
    code: "UNSUPPORTED_MEDIA_TYPE",
    reason: "input_invalid",
    message: "Streamed batches (application/jsonl) aren’t supported: accept application/json.",
  },
  ...AUTH_ERRORS,
  credentials_invalid: {
    code: "UNAUTHORIZED",
    reason: "credentials_invalid",
    message: "Incorrect email or password.",
  },
  role_required: { code: "FORBIDDEN", reason: "role_required", message: "This is for administrators only." },
  origin_refused: {
    code: "FORBIDDEN",
    reason: "origin_refused",
    message: ({ origin }) =>
      `This request came from a different address than the app’s own. Open ${origin} and try again.`,
  },
  password_wrong: { code: "FORBIDDEN", reason: "password_wrong", message: "The current password is incorrect." },
  not_found: { code: "NOT_FOUND", reason: "not_found", message: "Not found. It may have been removed." },
  procedure_unknown: {
    code: "NOT_FOUND",
    reason: "procedure_unknown",
    message: "There is no procedure at this address. Check its spelling.",
  },
  email_taken: { code: "CONFLICT", reason: "email_taken", message: EMAIL_TAKEN },
  session_changed: {
    code: "CONFLICT",
    reason: "session_changed",
    message: "Another login has replaced the one this page belongs to. Reload the page.",
  },
  method_refused: {
    code: "METHOD_NOT_SUPPORTED",
    reason: null,
    message: ({ allow }) => `This method isn’t supported here. Use ${allow}.`,
  },
  internal: {
    code: "INTERNAL_SERVER_ERROR",
    reason: null,
    message: "Something went wrong. The error has been logged. Please try again.",
  },
} as const satisfies Record<string, Row>;

export type ErrorName = keyof typeof ERRORS;
