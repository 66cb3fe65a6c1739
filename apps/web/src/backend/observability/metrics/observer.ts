import type { ApiError, Observer } from "@curfew/api";
import { causesOf, traceOf } from "../log/cause.ts";
import type { Log } from "../log/log.ts";
import { requestContext } from "../request-context.ts";
import type { Metrics } from "./metrics.ts";

/** Counts calls and events, notes on the request what came of its calls, and logs what is a fault of ours. */
export function createObserver({ calls, events }: Metrics, log: Log): Observer {
  return {
    answered(path, failure) {
      const reason = failure === null ? "" : (failure.reason ?? failure.failure);
      calls.inc({ procedure: path ?? "other", outcome: outcomeOf(failure), reason });
      const found = requestContext();
      if (path !== null) found?.calls.push(path);
      if (failure === null) return;
      found?.reasons.add(reason);
      if (!failure.isOurs) return;
      if (failure.reason === null) log("call_failed", { path, trace: traceOf(failure.cause) });
      // That a dependency is down is no fault in the sources: why stands in the request's own line.
      else if (found !== undefined) found.cause = causesOf(failure.cause);
    },
    happened: (event) => events.inc({ event }),
  };
}

function outcomeOf(failure: ApiError | null): "ok" | "refused" | "failed" {
  if (failure === null) return "ok";
  return failure.isOurs ? "failed" : "refused";
}
