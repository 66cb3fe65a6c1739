import type { ApiError } from "./errors/api-error.ts";
import type { Reason } from "./errors/table.ts";
import type { Observer } from "./observer.ts";

/** Follows what comes of the calls of one request, and tells the observer of each once. */
export interface Outcomes {
  /** Notes that a call was answered; `failure` is null if it went well. */
  answered(path: string, failure: ApiError | null): void;
  /** Notes a failure wherever it was met. One that a call was answered with is known already. */
  failed(failure: ApiError): void;
  /** Lists every failure once, in the order they were met: calls of a batch may share one. */
  failures(): readonly ApiError[];
}

/** Creates the outcomes of one request. `count` is called for every failure that has a reason. */
export function createOutcomes(observer: Observer, count: (reason: Reason) => void): Outcomes {
  const known = new Set<ApiError>();
  const add = (failure: ApiError) => {
    if (known.has(failure)) return;
    known.add(failure);
    if (failure.reason !== null) count(failure.reason);
  };
  return {
    answered(path, failure) {
      if (failure !== null) add(failure);
      observer.answered(path, failure);
    },
    failed(failure) {
      if (!known.has(failure)) observer.answered(null, failure);
      add(failure);
    },
    failures: () => [...known],
  };
}
