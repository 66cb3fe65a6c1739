import { Unavailable } from "@curfew/auth";
import { AuthError } from "@curfew/trpc";
import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { ZodError } from "zod";
import { DatabaseUnavailable, UnknownCursor } from "../database.ts";
import { QueueFull } from "../passwords/limit-concurrency.ts";
import { fieldsOf } from "./fields.ts";
import { type About, ERRORS, type ErrorName, type Reason } from "./table.ts";

/** After how many seconds a call is worth repeating when a dependency was down. */
const REPAIR_SECONDS = 2;

/** The same when too many passwords waited to be hashed or judged. */
const QUEUE_SECONDS = 1;

const UNKNOWN_CURSOR = { cursor: ["Leave it out for the first page, or send what the page before gave."] };

export interface ApiErrorDetail extends About {
  /** The faults of the input, by field. */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  readonly retryAfterSeconds?: number;
  /** The cause, for the log; never shown to a client. */
  readonly cause?: unknown;
}

/** A call's failure as the closed table knows it: the only tRPC error that this package makes. */
export class ApiError extends TRPCError {
  readonly failure: ErrorName;
  readonly reason: Reason | null;
  readonly about: About;
  readonly fields: ApiErrorDetail["fields"];
  readonly retryAfterSeconds: number | undefined;
  /** Its status in HTTP. */
  readonly status: number;

  constructor(failure: ErrorName, { fields, retryAfterSeconds, cause, ...about }: ApiErrorDetail = {}) {
    const { code, reason, message } = ERRORS[failure];
    super({ code, message: typeof message === "string" ? message : message(about), cause });
    this.failure = failure;
    this.reason = reason;
    this.about = about;
    // Where no single field is wrong, the request as a whole is.
    this.fields = fields ?? (reason === "input_invalid" ? { request: [this.message] } : undefined);
    this.retryAfterSeconds = retryAfterSeconds;
    this.status = getHTTPStatusCodeFromError(this);
  }

  /** True if the operator should know: a fault of ours, or a dependency that is down. */
  get isOurs(): boolean {
    return this.status >= 500;
  }
}

/** Makes of anything thrown a failure that a client may see. No other place does. */
export function toApiError(error: unknown): ApiError {
  if (!(error instanceof TRPCError)) return known(error) ?? new ApiError("internal", { cause: error });
  // A failure that is an error of tRPC's itself may have a cause too: what it was made from says less.
  return known(error) ?? known(error.cause) ?? fromCode(error);
}

function known(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (error instanceof AuthError) return fromAuthError(error);
  if (error instanceof Unavailable) return unavailable(error.dependency, error);
  if (error instanceof DatabaseUnavailable) return unavailable("witness", error);
  if (error instanceof QueueFull) return new ApiError("too_many_attempts", { retryAfterSeconds: QUEUE_SECONDS });
  if (error instanceof UnknownCursor) return new ApiError("input_invalid", { fields: UNKNOWN_CURSOR, cause: error });
  return undefined;
}

/** Returns the reason that a client would be told; null where there is nothing to act on. */
export function reasonOf(error: unknown): Reason | null {
  return toApiError(error).reason;
}

function fromAuthError({ failure, cookie, retryAfterSeconds, cause }: AuthError): ApiError {
  return new ApiError(failure, {
    cause,
    ...(cookie !== undefined && { cookie }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}

function unavailable(dependency: Unavailable["dependency"], cause: Error): ApiError {
  // The witness lives in the database; without the keys of tokens sessions can't be checked either.
  const failure = dependency === "witness" ? "database_unavailable" : "blacklist_unavailable";
  return new ApiError(failure, { cause, retryAfterSeconds: REPAIR_SECONDS });
}

/**
 * Translates what tRPC itself found wrong. Its wording may quote the request, so only its code is kept. What else it
 * could find has been found before it was asked, see `http/call.ts`.
 */
function fromCode(error: TRPCError): ApiError {
  const { code, cause } = error;
  if (cause instanceof ZodError) return new ApiError("input_invalid", { fields: fieldsOf(cause) });
  if (code === "NOT_FOUND") return new ApiError("procedure_unknown");
  return new ApiError("internal", { cause: cause ?? error });
}
