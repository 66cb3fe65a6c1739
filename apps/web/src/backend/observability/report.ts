import { type Problem, reasonOf } from "@curfew/api";
import { causesOf, traceOf } from "./log/cause.ts";
import type { Log } from "./log/log.ts";

/** Logs what went wrong beside an answer; the observer logs what a call was answered with. */
export function createReport(log: Log): (problem: Problem) => void {
  return ({ path, error }) => {
    const reason = reasonOf(error);
    // A dependency that is down is no fault in the sources: that is said without a trace.
    log("call_failed", reason === null ? { path, trace: traceOf(error) } : { path, reason, cause: causesOf(error) });
  };
}
