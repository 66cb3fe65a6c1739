import { EVENTS } from "@curfew/api";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { kindOf, WARNING_KINDS } from "./warning-kinds.ts";

const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
/** From an embedded store to the longest deadline anyone would set. */
const BLACKLIST_SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];

const GENERATIONS = {
  name: "curfew_blacklist_generations_total",
  help: "Times this process gave the store a new generation: every older token is refused from then on",
};
const LOSSES = {
  name: "curfew_blacklist_losses_total",
  help: "Times this process noticed that the store had lost records",
};
const RECOVERIES = {
  name: "curfew_blacklist_recoveries_total",
  help: "Times this process finished giving the store back what it had lost",
};

export type Metrics = ReturnType<typeof createMetrics>;

/** The figures of this process. Labels are words of closed lists: never an id, an address or a path as it was sent. */
export function createMetrics(driver: string, database = "sqlite") {
  const registers: [Registry] = [new Registry()];
  const events = new Counter({
    ...{ registers, name: "curfew_events_total", labelNames: ["event"] as const },
    help: "Events of the audit trail: logins, sign-ups, logouts, revocations, refresh reuse and the like",
  });
  const breakerOpen = new Gauge({
    ...{ registers, name: "curfew_blacklist_breaker_open", labelNames: ["driver"] as const },
    help: "1 while the blacklist's store counts as down and calls are refused at once",
  });
  const ofDriver = { registers, labelNames: ["driver"] as const };
  const generations = new Counter({ ...ofDriver, ...GENERATIONS });
  const losses = new Counter({ ...ofDriver, ...LOSSES });
  const recoveries = new Counter({ ...ofDriver, ...RECOVERIES });
  const databaseUp = new Gauge({
    ...{ registers, name: "curfew_database_up", labelNames: ["database"] as const },
    help: "0 while the database counts as down: it failed three times in a row",
  });
  const databaseFailures = new Counter({
    ...{ registers, name: "curfew_database_failures_total", labelNames: ["database"] as const },
    help: "Questions to the database that failed",
  });
  databaseUp.set({ database }, 1);
  databaseFailures.inc({ database }, 0);
  // Shown before the first of them happens: a figure that comes into being has no rate.
  for (const event of EVENTS) events.inc({ event }, 0);
  for (const count of [breakerOpen, generations, losses, recoveries]) count.inc({ driver }, 0);
  return {
    ...{ registers, events, breakerOpen, generations, losses, recoveries, databaseUp, databaseFailures },
    requests: new Counter({
      ...{ registers, name: "curfew_http_requests_total", labelNames: ["route", "status"] as const },
      help: "HTTP requests, by route and status",
    }),
    requestSeconds: new Histogram({
      ...{ registers, name: "curfew_http_request_duration_seconds", labelNames: ["route"] as const },
      help: "How long answers took to be sent whole",
      buckets: REQUEST_SECONDS,
    }),
    calls: new Counter({
      ...{ registers, name: "curfew_calls_total", labelNames: ["procedure", "outcome", "reason"] as const },
      help: "Calls of procedures, by outcome (ok, refused, failed) and reason",
    }),
    attemptLimitHits: new Counter({
      ...{ registers, name: "curfew_attempt_limit_hits_total" },
      help: "Logins, sign-ups and password checks refused because too many had failed",
    }),
    blacklistSeconds: new Histogram({
      ...{ registers, name: "curfew_blacklist_duration_seconds" },
      labelNames: ["driver", "operation", "outcome"] as const,
      help: "How long the blacklist's store took to answer, or not to",
      buckets: BLACKLIST_SECONDS,
    }),
  };
}

/** A figure that is looked up whenever somebody asks. */
export function lookedUp({ registers }: Metrics, name: string, help: string, look: () => number): void {
  new Gauge({
    ...{ registers, name, help },
    collect() {
      this.set(look());
    },
  });
}

/** Each kind of warning as a figure of its own, so that an alert can name it. */
export function showWarnings({ registers }: Metrics, current: () => readonly string[]): void {
  new Gauge({
    ...{ registers, name: "curfew_warning", labelNames: ["kind"] as const },
    help: "How many warnings of this kind /readyz shows",
    collect() {
      for (const kind of WARNING_KINDS) this.set({ kind }, 0);
      for (const warning of current()) this.inc({ kind: kindOf(warning) });
    },
  });
}
