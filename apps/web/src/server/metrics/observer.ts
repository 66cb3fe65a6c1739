import type { Failure, Observer } from "@curfew/api";
import { evidence } from "../evidence.ts";
import type { Metrics } from "./metrics.ts";

/** Counts calls and events, and notes on the request what came of its calls. */
export function createObserver({ calls, events }: Metrics): Observer {
  return {
    answered(path, failure) {
      const reason = failure === null ? "" : (failure.reason ?? failure.failure);
      calls.inc({ procedure: path ?? "other", outcome: outcomeOf(failure), reason });
      const found = evidence();
      if (path !== null) found?.calls.push(path);
      if (failure !== null) found?.reasons.add(reason);
    },
    happened: (event) => events.inc({ event }),
  };
}

function outcomeOf(failure: Failure | null): "ok" | "refused" | "failed" {
  if (failure === null) return "ok";
  return failure.isOurs ? "failed" : "refused";
}
