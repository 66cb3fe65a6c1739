import { causesOf, codesOf } from "./log/cause.ts";
import { describeFailure } from "./log/describe-failure.ts";
import type { Log } from "./log/log.ts";
import type { Metrics } from "./metrics/metrics.ts";

/** So many failures in a row, and the database counts as down: one may be a lock that was held for long. */
const FAILURES = 3;

/** What SQLite, Postgres and the file system say when a database can be read and not be written. */
const NO_WRITES = /^(SQLITE_(FULL|READONLY\w*|IOERR_WRITE)|ENOSPC|EDQUOT|EROFS|53100|25006)$/;

export interface DatabaseHealthParts {
  /** `sqlite` or `postgres`. */
  readonly kind: string;
  readonly metrics: Pick<Metrics, "databaseUp" | "databaseFailures">;
  readonly log: Log;
}

/** What is known of the database from how it answers. */
export interface DatabaseHealth {
  answered(call: string): void;
  failed(call: string, error: unknown): void;
  /** It answered, and takes no writes. */
  refuse(call: string, message: string): void;
  warnings(): readonly string[];
}

export function createDatabaseHealth({ kind: database, metrics, log }: DatabaseHealthParts): DatabaseHealth {
  let failuresInARow = 0;
  let isDown = false;
  /** Calls that were refused because they write; if one of them is answered, writes are taken again. */
  const refused = new Set<string>();
  let refusal: string | null = null;

  const tell = (isUp: boolean, fields: { readonly message: string; readonly cause?: string }) => {
    isDown = !isUp;
    metrics.databaseUp.set({ database }, Number(isUp));
    log(isUp ? "database_up" : "database_down", { database, ...fields });
  };

  /** Told once, however many calls find out. */
  const refuse = (call: string, message: string) => {
    refused.add(call);
    if (refusal !== null) return;
    refusal = message;
    log("database_readonly", { database, message });
  };

  return {
    refuse,
    answered(call) {
      failuresInARow = 0;
      if (isDown) tell(true, { message: `The database (${database}) answers again.` });
      if (!refused.has(call)) return;
      refused.clear();
      refusal = null;
      log("database_writable", { database, message: `The database (${database}) takes writes again.` });
    },
    failed(call, error) {
      metrics.databaseFailures.inc({ database });
      const code = codesOf(error).find((each) => NO_WRITES.test(each));
      if (code !== undefined) return refuse(call, refusalOf(database, code));
      failuresInARow += 1;
      if (isDown || failuresInARow < FAILURES) return;
      const why = describeFailure(error);
      const message = [`The database (${database}) doesn't answer: logins are answered 503.`, why ?? ""]
        .join(" ")
        .trimEnd();
      tell(false, { message, cause: causesOf(error) });
    },
    warnings: () => (refusal === null ? [] : [refusal]),
  };
}

function refusalOf(database: string, code: string): string {
  const isDisk = /FULL|IOERR|ENOSPC|EDQUOT|53100/.test(code);
  const remedy = isDisk ? "Its disk is full or broken: make room." : "It is a replica, or its files may only be read.";
  return `The database (${database}) takes no writes (${code}): sign-ups and logins are answered 503. ${remedy}`;
}
