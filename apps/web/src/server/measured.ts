import type { Gauge } from "@curfew/api";
import type { Store } from "@curfew/auth";
import { SpanKind } from "@opentelemetry/api";
import { question } from "./evidence.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { inSpan } from "./tracing/span.ts";

interface Instruments {
  readonly gauge: Gauge;
  readonly metrics: Metrics;
}

/** The same store, with the time that every call takes noted, failed ones too: for people, for machines, and for the request. */
export function measured(store: Store, { gauge, metrics }: Instruments): Store {
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
      if (isQuestion(operation)) gauge.took(milliseconds);
    }
  };

  return {
    name: driver,
    setting: store.setting,
    connections: () => store.connections(),
    read: (keys) => timed("read", () => store.read(keys)),
    readPrimary: (keys) => timed("read_primary", () => store.readPrimary(keys)),
    tail: (cursor, keys, limit) => timed("tail", () => store.tail(cursor, keys, limit)),
    put: (write) => timed("put", () => store.put(write)),
    exchange: (record, expected, keys) => timed("exchange", () => store.exchange(record, expected, keys)),
    close: () => store.close(),
  };
}

function isQuestion(operation: string): boolean {
  return operation === "read" || operation === "read_primary" || operation === "tail";
}
