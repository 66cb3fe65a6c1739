import { ApiError, type Problem, reasonOf } from "@curfew/api";
import { causesOf, traceOf } from "./log/cause.ts";
import type { Log } from "./log/log.ts";

/** Logs what went wrong beside an answer. What a call was answered with the observer has heard already. */
export function createReport(log: Log): (problem: Problem) => void {
  return ({ path, error }) => {
    if (error instanceof ApiError) return;
    const reason = reasonOf(error);
    // A dependency that is down is no fault in the sources: that is said without a trace.
    log("call_failed", reason === null ? { path, trace: traceOf(error) } : { path, reason, cause: causesOf(error) });
  };
}
