import { Failure, type Problem, reasonOf } from "@curfew/api";
import { evidence } from "./evidence.ts";
import { causesOf, traceOf } from "./log/cause.ts";
import type { Log } from "./log.ts";

/**
 * What the api reports as wrong becomes a line of its own, or of its request's line a part: that a
 * dependency is down is why the request failed, and no fault in the sources.
 */
export function createReport(log: Log): (problem: Problem) => void {
  return ({ path, error }) => {
    const reason = reasonOf(error);
    const found = evidence();
    if (reason === null) log("call_failed", { path, trace: traceOf(error) });
    else if (error instanceof Failure && found !== undefined) found.cause = causesOf(error.cause);
    else log("call_failed", { path, reason, cause: causesOf(error) });
  };
}
