import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Api } from "@curfew/api";
import type { Log } from "../observability/log/log.ts";
import type { Metrics } from "../observability/metrics/metrics.ts";
import type { ProxyWatch } from "../observability/proxy-watch.ts";
import {
  beginGathering,
  blacklistMs,
  gathering,
  newEvidence,
  type RequestContext,
} from "../observability/request-context.ts";
import { type RequestSpan, requestSpan } from "../observability/tracing/request.ts";
import { clientAddress } from "./address.ts";
import { beforeHeaders } from "./headers.ts";
import { requestId } from "./request-id.ts";
import { createRoutes } from "./route.ts";
import { readTarget } from "./target.ts";

/** Asked every few seconds by machines, who keep a record of their own. */
const UNLOGGED = new Set(["/healthz", "/readyz", "/metrics"]);

/** Answers one exchange. May reject, and may leave it unanswered when the client is gone. */
export type Exchange = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

interface ObserveParts {
  readonly settings: { readonly origin: string; readonly trustedProxyHops: number };
  readonly api: Pick<Api, "router">;
  readonly log: Log;
  readonly metrics: Pick<Metrics, "requests" | "requestSeconds">;
  readonly proxies: Pick<ProxyWatch, "look">;
}

/** Begins to observe an exchange: it leaves a line in the log, figures, and its name and cost in the answer's headers. */
type Begin = (incoming: IncomingMessage, outgoing: ServerResponse) => { found: RequestContext; span: RequestSpan };

/** Observes every exchange of a server of ours. */
export function observing(parts: ObserveParts, answered: Iterable<string>): (answer: Exchange) => Exchange {
  const begin = createBegin(parts, answered);
  return (answer) => (incoming, outgoing) => {
    const { found, span } = begin(incoming, outgoing);
    return gathering(found, () => span.within(() => answer(incoming, outgoing)));
  };
}

/**
 * Observes every exchange of a server that isn't ours but runs in this process, as that of `next start`. Node.js tells of
 * each before the server does (`http.server.request.start`).
 */
export function observeServers(parts: ObserveParts, answered: Iterable<string>): void {
  const begin = createBegin(parts, answered);
  subscribe("http.server.request.start", (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    beginGathering(begin(request, response).found);
  });
}

function createBegin({ settings, api, log, metrics, proxies }: ObserveParts, answered: Iterable<string>): Begin {
  const { origin, trustedProxyHops: hops } = settings;
  const routeOf = createRoutes(answered, Object.keys(api.router._def.procedures));
  return (incoming, outgoing) => {
    const begun = performance.now();
    const address = clientAddress(incoming, hops);
    const found = newEvidence(requestId(incoming, hops > 0), { incoming, outgoing, address });
    const route = routeOf(readTarget(incoming.url, origin));
    const { method = "" } = incoming;
    proxies.look(incoming.headers);
    const span = requestSpan({ method, route, headers: hops > 0 ? incoming.headers : {} });

    outgoing.setHeader("X-Request-Id", found.id);
    beforeHeaders(outgoing, () => tellCost(outgoing, found));
    outgoing.once("close", () => {
      const milliseconds = performance.now() - begun;
      const status = outgoing.headersSent ? outgoing.statusCode : null;
      metrics.requests.inc({ route, status: status ?? "aborted" });
      metrics.requestSeconds.observe({ route }, milliseconds / 1000);
      const traceId = span.end(status);
      if (UNLOGGED.has(route)) return;
      const request = { requestId: found.id, ...found.whose, traceId, method, route, address };
      log("request", { ...request, ...outcomeOf(outgoing, status), ...told(found), durationMs: rounded(milliseconds) });
    });
    return { found, span };
  };
}

/** What the blacklist's part in an answer was (W3C Server Timing §2). */
function tellCost(outgoing: ServerResponse, found: RequestContext): void {
  const { count, keptMs } = found.blacklist;
  if (count === 0 && keptMs === null) return;
  const questions = count === 1 ? "1 question" : `${count} questions`;
  const description = keptMs === null ? questions : `${questions}, revocations ${Math.ceil(keptMs)} ms old`;
  outgoing.setHeader("Server-Timing", `blacklist;dur=${rounded(blacklistMs(found))};desc="${description}"`);
}

function outcomeOf(outgoing: ServerResponse, status: number | null) {
  const isAborted = !outgoing.writableFinished;
  return { status: status ?? undefined, aborted: isAborted || undefined };
}

function told(found: RequestContext) {
  const { calls, reasons, cause, blacklist } = found;
  return {
    calls: calls.length > 1 ? calls.join(",") : undefined,
    reasons: reasons.size > 0 ? [...reasons].join(",") : undefined,
    cause,
    ...(blacklist.count > 0 && { blacklistQuestions: blacklist.count, blacklistMs: rounded(blacklistMs(found)) }),
  };
}

/** To a hundredth: an embedded blacklist answers in less than a tenth of a millisecond. */
function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
