import { DatabaseUnavailable, MigrationNeeded } from "@curfew/api/database";
import { KeySetError, Unavailable } from "@curfew/auth";
import { codesOf, traceOf } from "../backend/observability/log/cause.ts";
import { describeFailure } from "../backend/observability/log/describe-failure.ts";
import { UsageError } from "./arguments.ts";

/** Why a command was not done. A message holds no token, password or key. */
export interface Failing {
  readonly code: FailureCode;
  readonly message: string;
}

export type FailureCode =
  | "account_unavailable"
  | "account_unknown"
  | "blacklist_unavailable"
  | "data_directory_unusable"
  | "database_unavailable"
  | "key_unknown"
  | "keys_given"
  | "keys_unusable"
  | "migration_needed"
  | "not_confirmed"
  | "service_absent"
  | "settings_bad"
  | "store_stray"
  | "token_foreign"
  | "unexpected"
  | "usage";

/** Something that can't be done, as the operator is told. */
export class Failure extends Error implements Failing {
  override readonly name = "Failure";
  readonly code: FailureCode;
  constructor(code: FailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

const MIGRATE =
  "Nothing was done: the database is empty, or of the version before. Start a server, or run `npm run curfew -- migrate`.";

/** Returns true if an error comes from a database that is empty, or of the version before. */
export function needsMigration(cause: unknown): boolean {
  return cause instanceof MigrationNeeded || (cause instanceof Error && needsMigration(cause.cause));
}

/** Says what to do about an error, where that is known, and then. */
function remedyFor(cause: unknown): string {
  const again = "Whatever was done already stays done: repeat the command once it is back.";
  return [describeFailure(cause) ?? [], again].flat().join(" ");
}

/** Says that a dependency can't be reached, and the code of its error: `ECONNREFUSED`, `28P01`. */
export function unasked(what: "blacklist" | "database", code: string | null | undefined): string {
  return `The ${what} can't be asked${code ? ` (${code})` : ""}.`;
}

/** Says what the operator is told of an error. */
export function failingOf(cause: unknown): Failing {
  if (cause instanceof Failure) return cause;
  if (cause instanceof UsageError) return cause;
  if (cause instanceof KeySetError) {
    return { code: "keys_unusable", message: `The keys in DATA_DIR can't be used: ${cause.message}.` };
  }
  if (cause instanceof Unavailable && cause.dependency === "keys") {
    return { code: "keys_unusable", message: "Every signing key is banned. Give the servers another one." };
  }
  if (needsMigration(cause)) return { code: "migration_needed", message: MIGRATE };
  const [code] = codesOf(cause);
  if (cause instanceof Unavailable && cause.dependency === "blacklist") {
    return { code: "blacklist_unavailable", message: `${unasked("blacklist", code)} ${remedyFor(cause)}` };
  }
  if (cause instanceof Unavailable || cause instanceof DatabaseUnavailable) {
    return { code: "database_unavailable", message: `${unasked("database", code)} ${remedyFor(cause)}` };
  }
  const fileError = fileErrorOf(cause);
  if (fileError !== null) return { code: "data_directory_unusable", message: `DATA_DIR can't be used (${fileError}).` };
  return { code: "unexpected", message: `Something went wrong: ${traceOf(cause)}` };
}

function fileErrorOf(cause: unknown): string | null {
  return cause instanceof Error && "path" in cause && "code" in cause ? String(cause.code) : null;
}
