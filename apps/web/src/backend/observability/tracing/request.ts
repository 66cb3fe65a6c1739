import type { IncomingHttpHeaders } from "node:http";
import { context, isSpanContextValid, propagation, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { tracer } from "./span.ts";

export interface RequestSpan {
  /** Runs the answering, so that what it does becomes part of the span. */
  within<T>(answering: () => T): T;
  /** Ends it with the answer's status, null if there was none. The trace it is part of, if it is kept at all. */
  end(status: number | null): string | undefined;
}

interface RequestFacts {
  readonly method: string;
  readonly route: string;
  /** Those that may say of which trace the request is part (W3C Trace Context). */
  readonly headers: IncomingHttpHeaders;
}

export function requestSpan({ method, route, headers }: RequestFacts): RequestSpan {
  const parent = propagation.extract(context.active(), headers);
  const attributes = { "http.request.method": method, "http.route": route };
  const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
  return {
    within: (answering) => context.with(trace.setSpan(parent, span), answering),
    end(status) {
      if (status !== null) span.setAttribute("http.response.status_code", status);
      if (status === null || status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
      const spanContext = span.spanContext();
      return isSpanContextValid(spanContext) ? spanContext.traceId : undefined;
    },
  };
}
