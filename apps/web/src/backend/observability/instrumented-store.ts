import type { StoreLatency } from "@curfew/api";
import { type Store, type StoreMethod, wrapStore } from "@curfew/auth";
import { SpanKind } from "@opentelemetry/api";
import type { Metrics } from "./metrics/metrics.ts";
import { question } from "./request-context.ts";
import { inSpan } from "./tracing/span.ts";

interface Instruments {
  readonly storeLatency: StoreLatency;
  readonly metrics: Metrics;
}

/** The same store, with the time that every call takes noted, failed ones too: for people, for machines, and for the request. */
export function instrumentedStore(store: Store, { storeLatency, metrics }: Instruments): Store {
  const driver = store.name;
  const options = { kind: SpanKind.CLIENT, attributes: { "curfew.driver": driver } };

  const timed = async <T>(operation: string, call: () => Promise<T>): Promise<T> => {
    const begun = performance.now();
    const ended = question();
    let outcome = "failed";
    try {
      const answer = await inSpan(`blacklist ${operation}`, options, call);
      outcome = "ok";
      return answer;
    } finally {
      ended();
      const milliseconds = performance.now() - begun;
      metrics.blacklistSeconds.observe({ driver, operation, outcome }, milliseconds / 1000);
      if (isQuestion(operation)) storeLatency.took(milliseconds);
    }
  };

  return wrapStore(store, (method, call) => timed(OPERATIONS[method], () => call()));
}

/** What the figures and spans call a store's methods. */
const OPERATIONS: Readonly<Record<StoreMethod, string>> = {
  read: "read",
  readPrimary: "read_primary",
  tail: "tail",
  put: "put",
  exchange: "exchange",
  restore: "restore",
};

function isQuestion(operation: string): boolean {
  return operation === "read" || operation === "read_primary" || operation === "tail";
}
