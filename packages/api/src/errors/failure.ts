import { Unavailable } from "@curfew/auth";
import { TRPCError } from "@trpc/server";
import { getHTTPStatusCodeFromError } from "@trpc/server/http";
import { ZodError } from "zod";
import { DatabaseUnavailable, UnknownCursor } from "../ports.ts";
import { fieldsOf } from "./fields.ts";
import { type About, FAILURES, type FailureName, type Reason } from "./table.ts";

/** After how many seconds a call is worth repeating when a dependency was down. */
const REPAIR_SECONDS = 2;

const UNKNOWN_CURSOR = { cursor: ["Leave it out for the first page, or send what the page before gave."] };

export interface FailureDetail extends About {
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
  readonly about: About;
  readonly fields: FailureDetail["fields"];
  readonly retryAfterSeconds: number | undefined;
  /** Its status in HTTP. */
  readonly status: number;

  constructor(failure: FailureName, { fields, retryAfterSeconds, cause, ...about }: FailureDetail = {}) {
    const { code, reason, message } = FAILURES[failure];
    super({ code, message: typeof message === "string" ? message : message(about), cause });
    this.failure = failure;
    this.reason = reason;
    this.about = about;
    // Where no single field is wrong, the request as a whole is.
    this.fields = fields ?? (reason === "input_invalid" ? { request: [this.message] } : undefined);
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
  if (cause instanceof UnknownCursor) return new Failure("input_invalid", { fields: UNKNOWN_CURSOR, cause });
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

/**
 * What tRPC itself found wrong. Its wording may quote the request, so only its code is kept. What else it
 * could find has been found before it was asked, see `http/call.ts`.
 */
function fromCode(error: TRPCError): Failure {
  const { code, cause } = error;
  if (cause instanceof ZodError) return new Failure("input_invalid", { fields: fieldsOf(cause) });
  if (code === "NOT_FOUND") return new Failure("procedure_unknown");
  return new Failure("internal", { cause: cause ?? error });
}
