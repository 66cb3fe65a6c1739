import { DatabaseUnavailable, MigrationNeeded } from "@curfew/api/ports";
import { KeySetError, Unavailable } from "@curfew/auth";
import { traceOf } from "../log/cause.ts";
import { describeFailure } from "../log/describe-failure.ts";
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

/** Whether an error comes from a database that is empty, or of the version before. */
export function needsMigration(cause: unknown): boolean {
  return cause instanceof MigrationNeeded || (cause instanceof Error && needsMigration(cause.cause));
}

/** What to do about it, where the error tells, and then. */
function remedyFor(cause: unknown): string {
  const again = "Whatever was done already stays done: repeat the command once it is back.";
  return [describeFailure(cause) ?? [], again].flat().join(" ");
}

/** What the operator is told of an error. */
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
  if (cause instanceof Unavailable && cause.dependency === "blacklist") {
    return { code: "blacklist_unavailable", message: `The blacklist can't be asked. ${remedyFor(cause)}` };
  }
  if (cause instanceof Unavailable || cause instanceof DatabaseUnavailable) {
    return { code: "database_unavailable", message: `The database can't be asked. ${remedyFor(cause)}` };
  }
  const code = fileErrorOf(cause);
  if (code !== null) return { code: "data_directory_unusable", message: `DATA_DIR can't be used (${code}).` };
  return { code: "unexpected", message: `Something went wrong on our side: ${traceOf(cause)}` };
}

function fileErrorOf(cause: unknown): string | null {
  return cause instanceof Error && "path" in cause && "code" in cause ? String(cause.code) : null;
}
