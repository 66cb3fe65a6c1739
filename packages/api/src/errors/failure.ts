import { Unavailable } from "@curfew/auth";
import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { ZodError, z } from "zod";
import { DatabaseUnavailable } from "../ports.ts";
import { FAILURES, type FailureName, type Reason } from "./table.ts";

/** After how many seconds a call is worth repeating when a dependency was down. */
const REPAIR_SECONDS = 2;

/** What is wrong where no single field is. */
const WHOLE_REQUEST = {
  request: ["Send valid JSON of at most 64 KiB for at most 10 calls, of which one may hand out cookies."],
};

export interface FailureDetail {
  /** What is wrong with each field of the input. */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
  readonly retryAfterSeconds?: number;
  /** For the log; never shown to a client. */
  readonly cause?: unknown;
}

/** A call's failure as the closed table knows it. The only tRPC error this package makes. */
export class Failure extends TRPCError {
  readonly failure: FailureName;
  readonly reason: Reason | null;
  readonly fields: FailureDetail["fields"];
  readonly retryAfterSeconds: number | undefined;
  /** Its status in HTTP. */
  readonly status: number;

  constructor(failure: FailureName, { fields, retryAfterSeconds, cause }: FailureDetail = {}) {
    const { code, reason, message } = FAILURES[failure];
    super({ code, message, cause });
    this.failure = failure;
    this.reason = reason;
    this.fields = fields ?? (reason === "input_invalid" ? WHOLE_REQUEST : undefined);
    this.retryAfterSeconds = retryAfterSeconds;
    this.status = getHTTPStatusCodeFromError(this);
  }

  /** Whether the operator should know: a fault of ours, or a dependency that is down. */
  get isOurs(): boolean {
    return this.status >= 500;
  }
}

/** The one place where anything thrown becomes a failure a client may see. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const cause = error instanceof TRPCError ? (error.cause ?? error) : error;
  if (cause instanceof Failure) return cause;
  if (cause instanceof Unavailable) return unavailable(cause.dependency, cause);
  if (cause instanceof DatabaseUnavailable) return unavailable("witness", cause);
  return error instanceof TRPCError ? fromCode(error) : new Failure("internal", { cause });
}

/** Why a call failed, as a client would be told; null where there is nothing to act on. */
export function reasonOf(error: unknown): Reason | null {
  return toFailure(error).reason;
}

function unavailable(dependency: Unavailable["dependency"], cause: Error): Failure {
  // The witness lives in the database; without the keys of tokens sessions can't be checked either.
  const failure = dependency === "witness" ? "database_unavailable" : "blacklist_unavailable";
  return new Failure(failure, { cause, retryAfterSeconds: REPAIR_SECONDS });
}

/** What tRPC itself found wrong. Its wording may quote the request, so only its code is kept. */
function fromCode(error: TRPCError): Failure {
  const { code, cause } = error;
  switch (code) {
    case "BAD_REQUEST":
    case "PARSE_ERROR":
      return new Failure("input_invalid", cause instanceof ZodError ? { fields: fieldsOf(cause) } : {});
    case "NOT_FOUND":
      return new Failure("not_found");
    case "METHOD_NOT_SUPPORTED":
      return new Failure("method_refused");
    case "UNSUPPORTED_MEDIA_TYPE":
      return new Failure("media_refused");
    case "PAYLOAD_TOO_LARGE":
      return new Failure("body_too_large");
    default:
      return new Failure("internal", { cause: cause ?? error });
  }
}

function fieldsOf(error: ZodError): Record<string, string[]> {
  const { formErrors, fieldErrors } = z.flattenError(error as ZodError<Record<string, unknown>>);
  return { ...fieldErrors, ...(formErrors.length > 0 && { input: formErrors }) } as Record<string, string[]>;
}
