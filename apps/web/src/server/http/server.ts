import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Exchange } from "../../backend/http/observe.ts";
import { traceOf } from "../../backend/observability/log/cause.ts";
import type { Log } from "../../backend/observability/log/log.ts";
import { isAmbiguous } from "./ambiguity.ts";
import { type Malformed, refuse } from "./malformed.ts";
import { createTurns } from "./turns.ts";

/** Whole header section of a request, in bytes; more is answered 431. */
const MAX_HEADER_BYTES = 16 * 1024;
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;

/** Longer than proxies keep a connection, so that it is never us who closes one just as a request comes. */
const KEEP_ALIVE_MS = 65_000;

interface ServerParts {
  readonly log: Log;
  /** May look on at every exchange. */
  readonly observed?: (exchange: Exchange) => Exchange;
  /** Told of what was no request. */
  readonly malformed?: Malformed;
}

/** A server that outlives what it is sent, and does one thing at a time for each connection. */
export function createHttpServer(answer: Exchange, parts: ServerParts): Server {
  const { log, observed = (exchange) => exchange, malformed = () => {} } = parts;
  const exchange = observed(surviving(strict(answer), log));
  const turns = createTurns();
  const latest = new WeakMap<Socket, { incoming: IncomingMessage; outgoing: ServerResponse }>();
  const refused = new WeakSet<Socket>();
  const options = {
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_MS,
    requestTimeout: REQUEST_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
  };
  const server = createServer({ ...options, connectionsCheckingInterval: 1_000 }, (incoming, outgoing) => {
    // A connection that breaks is nobody's fault: without a listener it would end the process.
    incoming.on("error", () => {});
    outgoing.on("error", () => {});
    latest.set(incoming.socket, { incoming, outgoing });
    turns.take(incoming.socket, (over) => {
      outgoing.once("close", over);
      void exchange(incoming, outgoing);
    });
  });
  server.on("clientError", (error, duplex) => {
    const socket = duplex as Socket;
    // One that comes too late is told of again and again.
    if (refused.has(socket)) return;
    refused.add(socket);
    const { incoming, outgoing } = latest.get(socket) ?? {};
    // What came before is answered first, unless it waits for the rest of its own body.
    if (incoming?.complete !== false) turns.take(socket, () => refuse(socket, error, malformed));
    else if (outgoing?.socket === null || outgoing?.headersSent) socket.destroy();
    else refuse(socket, error, malformed);
  });
  return server;
}

/** Node.js itself refuses what isn't HTTP; this is what it lets through. */
function strict(answer: Exchange): Exchange {
  return async (incoming, outgoing) => {
    if (!isAmbiguous(incoming)) return answer(incoming, outgoing);
    outgoing.writeHead(400, { "Content-Type": "text/plain; charset=utf-8", Connection: "close" });
    outgoing.end("That can be understood in two ways.\n");
  };
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
  outgoing.end("Something went wrong. The error has been logged.\n");
}
