import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { traceOf } from "../log/cause.ts";
import type { Log } from "../log.ts";

/** Whole header section of a request, in bytes; more is answered 431. */
const MAX_HEADER_BYTES = 16 * 1024;
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;

/** Answers one exchange. May reject, and may leave it unanswered when the client is gone. */
export type Exchange = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

/** Longer than proxies keep a connection, so that it is never us who closes one just as a request comes. */
const KEEP_ALIVE_MS = 65_000;

/**
 * A server that outlives what it is sent. Node.js itself answers what isn't HTTP: 400, 431 for
 * headers that are too long, 408 for those that don't come. `observed` may look on at every exchange.
 */
export function createHttpServer(answer: Exchange, log: Log, observed = (exchange: Exchange) => exchange): Server {
  const exchange = observed(surviving(answer, log));
  const options = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
  };
  return createServer({ ...options, connectionsCheckingInterval: 1_000 }, (incoming, outgoing) => {
    // A connection that breaks is nobody's fault: without a listener it would end the process.
    incoming.on("error", () => {});
    outgoing.on("error", () => {});
    void exchange(incoming, outgoing);
  });
}

/** An answer that fails is logged, and fails alone. */
function surviving(answer: Exchange, log: Log): Exchange {
  return (incoming, outgoing) =>
    answer(incoming, outgoing).catch((cause: unknown) => {
      if (outgoing.destroyed) return;
      log("request_failed", { trace: traceOf(cause) });
      fail(outgoing);
    });
}

function fail(outgoing: ServerResponse): void {
  if (outgoing.headersSent) {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(500, { "Content-Type": "text/plain; charset=utf-8" });
  outgoing.end("Something went wrong on our side.\n");
}
